package dev.hindcast.reasoning;

import dev.hindcast.evidence.Loader;
import dev.hindcast.evidence.Loaders;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.drools.base.common.DroolsObjectInputStream;
import org.drools.base.common.DroolsObjectOutputStream;
import org.drools.base.definitions.InternalKnowledgePackage;
import org.drools.core.rule.JavaDialectRuntimeData;
import org.drools.kiesession.rulebase.InternalKnowledgeBase;
import org.kie.api.definition.KiePackage;

/**
 * The engine's compiled form of some rule files, kept in a file: compiling takes longer than a small region does.
 * The launcher has it written by its build and thrown away with it; whatever is wrong with it costs time and nothing else.
 *
 * @param of what it was compiled from; another list means other rules
 */
record KeptRules(Path file, List<String> of) {
    // Of a Unix file's mode.
    private static final int FILE_TYPE = 0170000;
    private static final int REGULAR_FILE = 0100000;
    private static final int WRITABLE_BY_OTHERS = 022;

    /** The engine reads a declared type as a class before it has made it of the bytes that come later in the file. */
    private static final class FactClasses extends ClassLoader {
        FactClasses(Map<String, byte[]> bytes) {
            super(new RuleClassLoader());
            bytes.forEach((name, code) -> defineClass(name, code, 0, code.length));
        }
    }

    /** While the file is read: the engine's own classes, which rules do not see, and those of the facts. */
    private static final class ReadClasses extends ClassLoader {
        private final ClassLoader facts;

        ReadClasses(ClassLoader facts) {
            super(KeptRules.class.getClassLoader());
            this.facts = facts;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            return facts.loadClass(name);
        }
    }

    /** The kept rules; null if there are none, or of other files, or none that this Java can read or may trust. */
    @SuppressWarnings("unchecked")
    InternalKnowledgeBase readOrNull() {
        if (!isTrusted()) {
            return null;
        }
        try (DroolsObjectInputStream in = new DroolsObjectInputStream(
                new ByteArrayInputStream(Files.readAllBytes(file)), KeptRules.class.getClassLoader())) {
            if (!of.equals(in.readObject())) {
                return null;
            }
            ClassLoader facts = new FactClasses((Map<String, byte[]>) in.readObject());
            in.setClassLoader(new ReadClasses(facts));
            Collection<KiePackage> packages = (Collection<KiePackage>) in.readObject();
            return RuleBase.base(facts, packages);
        } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError e) {
            return null;
        }
    }

    /**
     * Whether nobody could have written it but whoever installed this program: it is code that runs without being looked at, as the
     * program's own classes are. Where files have no such owner, nothing is kept.
     */
    private boolean isTrusted() {
        try {
            Path program = Path.of(KeptRules.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Map<String, Object> its = Files.readAttributes(file, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
            int mode = (Integer) its.get("mode");
            return (mode & FILE_TYPE) == REGULAR_FILE
                    && (mode & WRITABLE_BY_OTHERS) == 0
                    && its.get("uid").equals(Files.getAttribute(program, "unix:uid"));
        } catch (IOException | URISyntaxException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }

    /** Keeps the rules, unless some are kept there already: one file serves many runs, most of them with these rules. */
    void write(InternalKnowledgeBase base, Loaders loaders) {
        if (Files.exists(file)) {
            return;
        }
        try {
            Path partial = Files.createTempFile(file.toAbsolutePath().getParent(), "rules", ".partial");
            try {
                try (DroolsObjectOutputStream out =
                        new DroolsObjectOutputStream(new BufferedOutputStream(Files.newOutputStream(partial)))) {
                    out.writeObject(new ArrayList<>(of));
                    out.writeObject(factClasses(base, loaders));
                    out.writeObject(new ArrayList<>(base.getKiePackages()));
                }
                Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (IOException e) {
            // The next run compiles them again.
            return;
        }
    }

    private static TreeMap<String, byte[]> factClasses(InternalKnowledgeBase base, Loaders loaders) {
        InternalKnowledgePackage rules = (InternalKnowledgePackage) base.getKiePackage(RuleBase.PACKAGE);
        JavaDialectRuntimeData compiled =
                (JavaDialectRuntimeData) rules.getDialectRuntimeRegistry().getDialectData("java");
        TreeMap<String, byte[]> classes = new TreeMap<>();
        for (Loader loader : loaders.all()) {
            String name = RuleBase.PACKAGE + "." + loader.fact();
            classes.put(name, compiled.getClassDefinition(name.replace('.', '/') + ".class"));
        }
        return classes;
    }
}
