package dev.hindcast.reconstruction;

import dev.hindcast.evidence.Progress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/** Threads for what can be worked out of one entity at a time. Closing it stops them. */
final class Workers implements AutoCloseable {
    /** Chunks that wait for each thread: enough to keep it busy, few enough to keep memory flat. */
    private static final int AHEAD = 4;

    private final int threads;
    private final Progress progress;
    private final ExecutorService pool;
    private final Map<Thread, CompletableFuture<?>> current = new ConcurrentHashMap<>();

    Workers(int threads, Progress progress) {
        this.threads = Math.max(1, threads);
        this.progress = progress;
        this.pool = Executors.newFixedThreadPool(this.threads, task -> {
            Thread thread = new Thread(task, "reasoning");
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler(this::giveUp);
            return thread;
        });
    }

    <T> Future<T> submit(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        pool.execute(() -> {
            current.put(Thread.currentThread(), result);
            try {
                result.complete(task.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    /** Nobody waits any longer for what a thread does that cannot be stopped. */
    private void giveUp(Thread thread, Throwable why) {
        current.get(thread).completeExceptionally(why);
    }

    /** Work on a chunk, and how many items it has. */
    private record Running<R>(Future<R> result, int items) {}

    /**
     * Works on chunks on several threads, hands over in order: the same bytes however many threads there are. What is handed over is
     * done, as to progress.
     */
    <T, R> void inOrder(Iterator<T> items, int chunkSize, Function<List<T>, R> work, Consumer<R> take) {
        Deque<Running<R>> running = new ArrayDeque<>();
        while (items.hasNext() || !running.isEmpty()) {
            while (items.hasNext() && running.size() < threads * AHEAD) {
                List<T> chunk = new ArrayList<>(chunkSize);
                while (items.hasNext() && chunk.size() < chunkSize) {
                    chunk.add(items.next());
                }
                running.add(new Running<>(submit(() -> work.apply(chunk)), chunk.size()));
            }
            Running<R> first = running.remove();
            take.accept(get(first.result()));
            progress.done(first.items());
        }
    }

    /** What a task gave; what it threw is thrown here. */
    static <T> T get(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
