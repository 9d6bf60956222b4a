package dev.hindcast.reasoning;

import dev.hindcast.evidence.Setting;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.drools.core.impl.RuleBaseFactory;
import org.drools.kiesession.rulebase.InternalKnowledgeBase;
import org.drools.kiesession.rulebase.KnowledgeBaseFactory;
import org.kie.api.io.ResourceType;
import org.kie.api.runtime.KieSession;
import org.kie.internal.builder.KnowledgeBuilder;
import org.kie.internal.builder.KnowledgeBuilderConfiguration;
import org.kie.internal.builder.KnowledgeBuilderFactory;
import org.kie.internal.builder.conf.LanguageLevelOption;
import org.kie.internal.io.ResourceFactory;
import org.mvel2.compiler.AbstractParser;

/** Runs rule files as the engine does by itself, to show what they would do if nothing were in their way. */
final class PlainEngine {
    /** What a run came to. */
    record Ran(List<Claim> claims, long inserted) {}

    /** Nanoseconds that a rule gets to come to an end. */
    private static final long PROCESSOR_TIME_MAX = 3_000_000_000L;

    private PlainEngine() {}

    /** Gives the engine's expression language back what it knows before {@link RuleClassLoader} takes it away. */
    static ClassLoader unguarded() {
        AbstractParser.LITERALS.clear();
        AbstractParser.setupParser();
        return PlainEngine.class.getClassLoader();
    }

    /** @throws RuntimeException if the engine does not compile it, or it breaks */
    static Ran run(String drl, ClassLoader visible, int firingsMax) {
        KnowledgeBuilderConfiguration configuration =
                KnowledgeBuilderFactory.newKnowledgeBuilderConfiguration(null, visible);
        configuration.setOption(LanguageLevelOption.DRL10);
        KnowledgeBuilder builder = KnowledgeBuilderFactory.newKnowledgeBuilder(configuration);
        builder.add(ResourceFactory.newByteArrayResource(drl.getBytes(StandardCharsets.UTF_8)), ResourceType.DRL);
        if (builder.hasErrors()) {
            throw new IllegalStateException(builder.getErrors().toString());
        }
        InternalKnowledgeBase base =
                KnowledgeBaseFactory.newKnowledgeBase(RuleBaseFactory.newKnowledgeBaseConfiguration(null, visible));
        base.addPackages(builder.getKnowledgePackages());
        KieSession session = base.newKieSession();
        try {
            Conclusions conclusions = new Conclusions(new Entity(Entity.Kind.HOST, "kvm-1"));
            conclusions.firing(
                    new Rule("HARM-01", "A host is harmed", "harm.drl", 1, 50, 1.0, "0.1", "nova.services", ""));
            session.setGlobal(RuleBase.GLOBAL, conclusions);
            session.insert(new Host("kvm-1"));
            session.insert(new Setting("some", "text", 1));
            session.insert(new Horizon(0, 1));
            session.fireAllRules(firingsMax);
            return new Ran(conclusions.claims(), session.getFactCount() - 3);
        } finally {
            session.dispose();
        }
    }

    /** Runs files, and names those that come to an end. */
    public static void main(String[] files) throws IOException, InterruptedException {
        for (String file : files) {
            String drl = Files.readString(Path.of(file));
            Thread thread = new Thread(() -> {
                try {
                    run(drl, unguarded(), -1);
                    System.out.println("ended: " + file);
                } catch (OutOfMemoryError e) {
                    // It took all there was.
                    return;
                } catch (Throwable e) {
                    boolean memory = false;
                    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                        memory |= cause instanceof OutOfMemoryError;
                    }
                    if (!memory) {
                        System.out.println("ended: " + file + " by " + e);
                    }
                }
            });
            thread.setDaemon(true);
            thread.start();
            while (thread.isAlive()
                    && ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()) < PROCESSOR_TIME_MAX) {
                Thread.sleep(50);
            }
        }
    }
}
