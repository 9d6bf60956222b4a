package dev.hindcast.reasoning;

import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Knowledge;
import dev.hindcast.evidence.Loader;
import dev.hindcast.evidence.Loaders;
import dev.hindcast.evidence.Mistake;
import dev.hindcast.evidence.Setting;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.evidence.Version;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.drools.core.impl.RuleBaseFactory;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.parser.DrlParser;
import org.drools.drl.parser.DroolsParserException;
import org.drools.kiesession.rulebase.InternalKnowledgeBase;
import org.drools.kiesession.rulebase.KnowledgeBaseFactory;
import org.kie.api.KieBaseConfiguration;
import org.kie.api.conf.KieBaseMutabilityOption;
import org.kie.api.definition.KiePackage;
import org.kie.api.definition.type.FactType;
import org.kie.api.io.Resource;
import org.kie.api.io.ResourceType;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.KieSessionConfiguration;
import org.kie.api.runtime.KieSessionsPool;
import org.kie.api.runtime.conf.DirectFiringOption;
import org.kie.api.runtime.conf.ThreadSafeOption;
import org.kie.internal.builder.CompositeKnowledgeBuilder;
import org.kie.internal.builder.KnowledgeBuilder;
import org.kie.internal.builder.KnowledgeBuilderConfiguration;
import org.kie.internal.builder.KnowledgeBuilderFactory;
import org.kie.internal.builder.conf.LanguageLevelOption;
import org.kie.internal.io.ResourceFactory;

/**
 * The rules of one folder, compiled, with the fact types that the loaders declare (design section 3).
 * Built once; sessions of it may run on several threads.
 */
public final class RuleBase {
    static final String PACKAGE = "hindcast.rules";
    /** Where rules put what they conclude; the only thing they are handed besides facts. */
    static final String GLOBAL = "conclude";

    private final InternalKnowledgeBase base;
    private final KieSessionConfiguration configuration = sessionConfiguration();
    private final Map<Entity.Kind, KieSessionsPool> sessions = new EnumMap<>(Entity.Kind.class);
    private final Map<String, Rule> rules;
    /** The same by what the engine makes of them, to be looked up at each firing. */
    private final Map<org.kie.api.definition.rule.Rule, Rule> compiled = new IdentityHashMap<>();
    /** How facts are made of the rows of a table, by its name. */
    private final Map<String, Maker> makers = new HashMap<>();

    /** @param places of the cells that the constructor takes, in its order */
    private record Maker(Constructor<?> constructor, int[] places) {}

    private final SettingsAsked settings;
    /** Per rule, the types of facts without which it does not fire; null until somebody wants to know. */
    private List<Set<String>> asked;

    /** By the name of a loader's fact, whether any rule may ask for it. */
    private final Map<String, Boolean> askedFor = new ConcurrentHashMap<>();

    private final List<RuleText> texts;

    private RuleBase(InternalKnowledgeBase base, List<RuleText> texts, Loaders loaders) {
        this.base = base;
        for (Entity.Kind kind : Entity.Kind.values()) {
            sessions.put(kind, base.newKieSessionsPool(1));
        }
        this.rules = rules(texts);
        for (KiePackage each : base.getKiePackages()) {
            each.getRules().forEach(rule -> compiled.put(rule, rules.get(rule.getName())));
        }
        this.settings = new SettingsAsked(texts);
        this.texts = texts;
        for (Loader loader : loaders.all()) {
            makeConstructor(loader);
        }
    }

    /** But for those that stand for several, and those that are always there. */
    private static Set<String> typesAsked(RuleText.Parsed rule) {
        Set<String> types = new HashSet<>();
        for (RuleText.Pattern pattern : rule.patterns()) {
            String type = pattern.type().text();
            boolean always = type.equals(Setting.class.getSimpleName()) || type.equals(Horizon.class.getSimpleName());
            if (!pattern.absent() && isExact(type) && !always) {
                types.add(type);
            }
        }
        return types;
    }

    /** Whether a type of facts stands for itself alone: a record of ours, or rows of a loader. */
    private static boolean isExact(String type) {
        Class<?> ours = FactShape.named(type);
        return ours == null || ours.isRecord();
    }

    /** The base compiled last, and of which files: compiling takes longer than a small region does. */
    private record Compiled(List<String> of, RuleBase base) {}

    private static final AtomicReference<Compiled> LAST = new AtomicReference<>();

    /**
     * Compiles a folder's rules; the same files are compiled once per process, and not at all if their compiled form
     * is kept in the file that the system property {@code hindcast.rules} names.
     *
     * @throws InputRefused naming file, line and rule if the rules do not compile or lack their metadata
     */
    public static RuleBase compile(List<TextFile> files, Loaders loaders) {
        List<TextFile> drl =
                files.stream().filter(file -> file.name().endsWith(".drl")).toList();
        if (drl.isEmpty()) {
            throw new InputRefused("The rule folder holds no .drl file. Maybe --rules names the wrong folder.");
        }
        List<String> of = new ArrayList<>();
        // The settings too: what a rule asks of them is checked.
        files.forEach(file -> of.add(file.name() + file.sha256()));
        loaders.all().forEach(loader -> of.add(loader.file() + loader.sha256()));
        // The compiled form is for the Java that compiled it.
        of.add(System.getProperty("java.vm.version"));
        Compiled last = LAST.get();
        if (last != null && last.of().equals(of)) {
            return last.base();
        }
        String kept = System.getProperty("hindcast.rules");
        RuleBase base = keptOrCompiled(files, loaders, kept == null ? null : new KeptRules(Path.of(kept), of));
        LAST.set(new Compiled(of, base));
        return base;
    }

    static RuleBase keptOrCompiled(List<TextFile> files, Loaders loaders, KeptRules keptOrNull) {
        List<RuleText> texts = texts(files);
        InternalKnowledgeBase base = keptOrNull == null ? null : keptOrNull.readOrNull();
        if (base == null) {
            // What made the facts is looked at where nobody has before: compiled rules were kept with loaders in order.
            List<Mistake> mistakes = new ArrayList<>(loaders.mistakes());
            mistakes.addAll(
                    RuleLinter.lint(texts, new RuleLinter.Known(loaders, Knowledge.settingsOf(files), Set.of())));
            base = mistakes.isEmpty() ? compiled(texts, loaders, mistakes) : null;
            if (!mistakes.isEmpty()) {
                throw new InputRefused(mistakes);
            }
            if (keptOrNull != null) {
                keptOrNull.write(base, loaders);
            }
        }
        return new RuleBase(base, texts, loaders);
    }

    /**
     * All mistakes in a folder's rules; empty if they are in order.
     *
     * @param cases the golden cases there are; empty where nobody looked for them
     */
    public static List<Mistake> check(List<TextFile> files, Loaders loaders, Set<String> cases) {
        List<Mistake> mistakes =
                RuleLinter.lint(texts(files), new RuleLinter.Known(loaders, Knowledge.settingsOf(files), cases));
        if (mistakes.isEmpty()) {
            try {
                compile(files, loaders);
            } catch (InputRefused refused) {
                return refused.mistakes();
            }
        }
        return mistakes;
    }

    static List<RuleText> texts(List<TextFile> files) {
        return files.stream()
                .filter(file -> file.name().endsWith(".drl"))
                .map(RuleText::new)
                .toList();
    }

    /** Compiles rules in which the linter found nothing; what the engine finds all the same is added to the mistakes. */
    private static InternalKnowledgeBase compiled(List<RuleText> texts, Loaders loaders, List<Mistake> mistakes) {
        ClassLoader visible = new RuleClassLoader();
        KnowledgeBuilderConfiguration configuration =
                KnowledgeBuilderFactory.newKnowledgeBuilderConfiguration(null, visible);
        configuration.setOption(LanguageLevelOption.DRL10);
        KnowledgeBuilder builder = KnowledgeBuilderFactory.newKnowledgeBuilder(configuration);
        // All at once, so that the Java compiler is called once and not for every file.
        CompositeKnowledgeBuilder batch = builder.batch();
        batch.add(resource("facts.drl", declarations(loaders)), ResourceType.DRL);
        try {
            for (RuleText text : texts) {
                parse(text, loaders, batch, mistakes);
            }
            if (mistakes.isEmpty()) {
                batch.build();
            }
        } catch (DroolsParserException | StackOverflowError e) {
            throw new InputRefused(
                    "The rules cannot be read: " + e.getMessage() + ". Maybe brackets nest too deep.", e);
        }
        mistakes.addAll(RuleProblem.of(
                builder.getErrors(), texts.stream().map(RuleText::file).toList()));
        if (!mistakes.isEmpty()) {
            return null;
        }
        return base(visible, builder.getKnowledgePackages());
    }

    /** The engine's base of compiled rules. Since it stays as it is, its sessions need not be ready for other rules. */
    static InternalKnowledgeBase base(ClassLoader visible, Collection<? extends KiePackage> packages) {
        KieBaseConfiguration configuration = RuleBaseFactory.newKnowledgeBaseConfiguration(null, visible);
        configuration.setOption(KieBaseMutabilityOption.DISABLED);
        InternalKnowledgeBase base = KnowledgeBaseFactory.newKnowledgeBase(configuration);
        base.addPackages(packages);
        return base;
    }

    /** A session is only ever used by one thread at a time, and its rules only conclude: what fires changes nothing for others. */
    private static KieSessionConfiguration sessionConfiguration() {
        KieSessionConfiguration configuration = RuleBaseFactory.newKnowledgeSessionConfiguration();
        configuration.setOption(ThreadSafeOption.NO);
        configuration.setOption(DirectFiringOption.YES);
        return configuration;
    }

    /** What the engine's parser makes of a file goes into the batch, so that nothing else is compiled than what was looked at. */
    private static void parse(RuleText text, Loaders loaders, CompositeKnowledgeBuilder batch, List<Mistake> mistakes)
            throws DroolsParserException {
        Resource resource = resource(text.file().name(), text.withoutMetadata());
        DrlParser parser = new DrlParser(LanguageLevelOption.DRL10);
        PackageDescr read = parser.parse(resource, text.withoutMetadata());
        mistakes.addAll(RuleProblem.of(parser.getErrors(), List.of(text.file())));
        if (!parser.hasErrors()) {
            mistakes.addAll(RuleGuard.check(text.file(), read, loaders));
            Resource looked = ResourceFactory.newDescrResource(read);
            looked.setSourcePath(text.file().name());
            batch.add(looked, ResourceType.DESCR);
        }
    }

    /** All rules, by id. */
    public List<Rule> rules() {
        return rules.values().stream().sorted(Comparator.comparing(Rule::id)).toList();
    }

    /** Names of the facts that rules ask for. */
    Set<String> factTypes() {
        Set<String> types = new TreeSet<>();
        texts.forEach(text -> text.rules()
                .forEach(rule -> rule.patterns()
                        .forEach(pattern -> types.add(pattern.type().text()))));
        return types;
    }

    /**
     * Whether any rule may ask for the rows of a loader of leases: by their type, or by one that stands for several; or whether we do,
     * for a signal about a project or for the host that an allocation names.
     */
    public boolean asksFor(Loader loader) {
        return Stream.of("projectId", "computeHostId").anyMatch(column -> loader.index(column) >= 0)
                || askedFor.computeIfAbsent(
                        loader.fact(),
                        fact -> factTypes().stream().anyMatch(type -> type.equals(fact) || !isExact(type)));
    }

    /** Where rules lean on a window of what was seen, by their sentences. */
    public Map<String, List<Leaning>> leanings(Loaders loaders) {
        return Leaning.of(texts, loaders);
    }

    /** What the conditions of these rules make of facts. */
    public Conditions conditions() {
        return new Conditions(texts, rules.values());
    }

    Rule rule(String sentence) {
        return rules.get(sentence);
    }

    Rule rule(org.kie.api.definition.rule.Rule fired) {
        return compiled.get(fired);
    }

    /** Whether any rule may fire beside these facts: whether they are of all types that it asks for. */
    boolean asksOf(List<Version> rows, Collection<?> beside) {
        Set<String> there = new HashSet<>();
        rows.forEach(row -> there.add(row.loader().fact()));
        beside.forEach(fact -> there.add(fact.getClass().getSimpleName()));
        return typesAsked().stream().anyMatch(there::containsAll);
    }

    private synchronized List<Set<String>> typesAsked() {
        if (asked == null) {
            asked = texts.stream()
                    .flatMap(text -> text.rules().stream())
                    .map(rule -> rule.branches() ? Set.<String>of() : typesAsked(rule))
                    .toList();
        }
        return asked;
    }

    /** Those that compare with a regular expression. */
    List<Rule> matching() {
        return texts.stream()
                .flatMap(text -> text.rules().stream())
                .filter(parsed -> parsed.patterns().stream()
                        .anyMatch(pattern -> pattern.inside().stream().anyMatch(word -> word.is("matches"))))
                .map(parsed -> rules.get(parsed.name().text()))
                .toList();
    }

    SettingsAsked settings() {
        return settings;
    }

    /**
     * One that is disposed of is emptied and used again: making its memories takes as long as a few rules do. Those of one kind of
     * entity need few of the memories of another.
     */
    KieSession session(Entity.Kind kind) {
        return sessions.get(kind).newKieSession(configuration);
    }

    private static Resource resource(String name, String text) {
        Resource resource = ResourceFactory.newByteArrayResource(text.getBytes(StandardCharsets.UTF_8));
        resource.setSourcePath(name);
        return resource;
    }

    /** The fact types as DRL; they exist even when no evidence has the table. */
    static String declarations(Loaders loaders) {
        StringBuilder text = new StringBuilder("package " + PACKAGE + "\nimport " + RowVersion.class.getName() + "\n");
        for (Loader loader : loaders.all()) {
            text.append("declare ").append(loader.fact()).append(" extends RowVersion\n");
            for (Loader.Column column : loader.columns()) {
                if (!column.base()) {
                    text.append("  ")
                            .append(column.name())
                            .append(" : ")
                            .append(column.type().javaName())
                            .append('\n');
                }
            }
            text.append("end\n");
        }
        return text.toString();
    }

    /** What the files say about their rules, by name; the linter has seen to it that all is said, and in order. */
    static Map<String, Rule> rules(List<RuleText> texts) {
        Map<String, Rule> rules = new HashMap<>();
        for (RuleText text : texts) {
            for (RuleText.Parsed parsed : text.rules()) {
                Map<String, String> metadata = new HashMap<>();
                parsed.metadata().forEach(each -> metadata.put(each.name().text(), each.text()));
                rules.put(
                        parsed.name().text(),
                        new Rule(
                                metadata.get("id"),
                                parsed.name().text(),
                                text.file().name(),
                                parsed.name().line(),
                                Integer.parseInt(metadata.get("precedence")),
                                Double.parseDouble(metadata.get("confidence")),
                                metadata.get("since"),
                                metadata.get("evidence"),
                                metadata.get("golden")));
            }
        }
        return rules;
    }

    /** Facts are made through the full constructor only: a type's wrapper fields otherwise default to 0 and false. */
    private void makeConstructor(Loader loader) {
        FactType type = base.getFactType(PACKAGE, loader.fact());
        int[] places = java.util.stream.IntStream.range(0, loader.columns().size())
                .filter(i -> !loader.columns().get(i).base())
                .toArray();
        Class<?>[] parameters = new Class<?>[places.length];
        for (int i = 0; i < places.length; i++) {
            parameters[i] = switch (loader.columns().get(places[i]).type()) {
                case STRING -> String.class;
                case BOOLEAN -> Boolean.class;
                case DOUBLE -> Double.class;
                default -> Long.class;
            };
        }
        try {
            makers.put(loader.table(), new Maker(type.getFactClass().getConstructor(parameters), places));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("no full constructor of " + loader.fact() + Arrays.toString(parameters), e);
        }
    }

    RowVersion fact(Version version) {
        Maker maker = makers.get(version.loader().table());
        int[] places = maker.places();
        Object[] arguments = new Object[places.length];
        for (int i = 0; i < places.length; i++) {
            arguments[i] = version.cells()[places[i]];
        }
        try {
            RowVersion fact = (RowVersion) maker.constructor().newInstance(arguments);
            fact.rest(version);
            return fact;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no fact of " + version.loader().fact(), e);
        }
    }
}
