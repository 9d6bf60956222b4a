package dev.hindcast.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/** Threads for what can be worked out of one entity at a time. Closing it stops them. */
final class Workers implements AutoCloseable {
    /** Chunks that wait for each thread: enough to keep it busy, few enough to keep memory flat. */
    private static final int AHEAD = 2;

    private final int threads;
    private final ExecutorService pool;

    Workers(int threads) {
        this.threads = Math.max(1, threads);
        this.pool = Executors.newFixedThreadPool(this.threads, task -> {
            Thread thread = new Thread(task, "reasoning");
            thread.setDaemon(true);
            return thread;
        });
    }

    <T> Future<T> submit(Callable<T> task) {
        return pool.submit(task);
    }

    /** Works on chunks on several threads, hands over in order: the same bytes however many threads there are. */
    <T, R> void inOrder(Iterator<T> items, int chunkSize, Function<List<T>, R> work, Consumer<R> take) {
        Deque<Future<R>> running = new ArrayDeque<>();
        while (items.hasNext() || !running.isEmpty()) {
            while (items.hasNext() && running.size() < threads * AHEAD) {
                List<T> chunk = new ArrayList<>(chunkSize);
                while (items.hasNext() && chunk.size() < chunkSize) {
                    chunk.add(items.next());
                }
                running.add(pool.submit(() -> work.apply(chunk)));
            }
            take.accept(get(running.poll()));
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
