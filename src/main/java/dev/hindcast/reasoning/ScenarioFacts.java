package dev.hindcast.reasoning;

import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Loader;
import dev.hindcast.evidence.Loaders;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.evidence.Signal;
import dev.hindcast.evidence.Spelling;
import dev.hindcast.evidence.TypedCells;
import dev.hindcast.evidence.Version;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Makes the facts of a scenario from what its author gives; the rest is filled in as in a region seen once, and told in the docs. */
final class ScenarioFacts {
    /** A value as written, and where. */
    record Cell(String text, int line) {}

    /** @param place which row of its type in the scenario, from 1 */
    record Row(String type, int place, int line, Map<String, Cell> cells) {}

    /** What a scenario can say of a row beside its loader's columns. */
    private static final Set<String> SEEN = Set.of(
            "key",
            "createdAt",
            "updatedAt",
            "deletedAt",
            "changedAt",
            "firstSeen",
            "lastSeen",
            "seenBefore",
            "seenAfter",
            "lackedBefore",
            "lackedAfter",
            "tableEnds");

    private static final Set<String> SIGNAL =
            Set.of("id", "kind", "says", "value", "from", "till", "host", "instance", "lease", "project", "confidence");
    /** Facts that tell that a session is an instance's. */
    private static final Set<String> OF_INSTANCES =
            Set.of("Stay", "EndSign", "Built", "Reserved", "HostGone", "EventKind");

    private final RuleBase base;
    private final Map<String, Loader> loaders = new HashMap<>();
    private final Set<String> types;
    private final Horizon horizon;
    private int rows;

    /** @param types names of the facts that rules ask for */
    ScenarioFacts(RuleBase base, Loaders loaders, Set<String> types, Horizon horizon) {
        this.base = base;
        this.types = new TreeSet<>(types);
        this.horizon = horizon;
        for (Loader loader : loaders.all()) {
            this.loaders.put(loader.fact(), loader);
            this.types.add(loader.fact());
        }
    }

    /** Whom a session with such facts is about. */
    Entity subject(List<Row> given) {
        for (Row row : given) {
            Loader loader = loaders.get(row.type());
            boolean ofInstance =
                    row.cells().containsKey("instance") && row.type().equals("Signalled");
            if (OF_INSTANCES.contains(row.type())
                    || ofInstance
                    || loader != null && loader.about() == Loader.About.INSTANCE) {
                return new Entity(Entity.Kind.INSTANCE, "instance-1");
            }
            if (row.type().equals("Candidate") || loader != null && loader.about() == Loader.About.BOOKING) {
                return new Entity(Entity.Kind.LEASE, "lease-1");
            }
        }
        String host = given.stream()
                .filter(row -> row.type().equals("Host") && row.cells().containsKey("name"))
                .map(row -> row.cells().get("name").text())
                .findFirst()
                .orElse("host-1");
        return new Entity(Entity.Kind.HOST, host);
    }

    Object fact(Row row) {
        if (loaders.containsKey(row.type())) {
            return version(row, loaders.get(row.type()));
        }
        if (row.type().equals("Setting") || row.type().equals("Horizon")) {
            throw refused(
                    row.line(),
                    row.type() + " is in every session.",
                    row.type().equals("Setting")
                            ? "Maybe write it under settings: as in settings.yml."
                            : "Maybe write horizon: and a time.");
        }
        Class<?> type = FactShape.named(row.type());
        if (!types.contains(row.type()) || type == null || !type.isRecord()) {
            throw refused(row.line(), "There is no fact '" + row.type() + "'.", Spelling.maybe(row.type(), types));
        }
        return type == Signalled.class ? signal(row) : record(row, type);
    }

    // -- rows of tables

    private Object version(Row row, Loader loader) {
        Set<String> known = new TreeSet<>(SEEN);
        loader.columns().forEach(column -> known.add(column.name()));
        refuseUnknown(row, known);
        Object[] cells = new Object[loader.columns().size()];
        boolean dated = row.cells().containsKey("deletedAt");
        for (int i = 0; i < cells.length; i++) {
            Loader.Column column = loader.columns().get(i);
            Cell cell = row.cells().get(column.name());
            if (cell != null) {
                cells[i] = cell(cell, column);
            } else if (column.name().equals(loader.entity())) {
                cells[i] = loader.about() == Loader.About.HOST || loader.about() == Loader.About.SERVICE
                        ? "host-1"
                        : loader.about() == Loader.About.INSTANCE ? "instance-1" : "lease-1";
            } else if (column.type() == Loader.Type.BOOLEAN && column.derived()) {
                cells[i] = column.name().equals("deleted") && dated;
            } else if (column.required()) {
                throw refused(
                        row.line(),
                        row.type() + " needs '" + column.name() + "', which is never NULL in its table.",
                        "Maybe " + column.name() + ": " + (column.type() == Loader.Type.STRING ? "a name" : "1"));
            }
        }
        Long seenAfter = time(row, "seenAfter", null);
        Long lackedAfter = time(row, "lackedAfter", null);
        long firstSeen = time(row, "firstSeen", horizon.dawn());
        long lastSeen = time(row, "lastSeen", seenAfter == null && lackedAfter == null ? horizon.at() : firstSeen);
        if (lastSeen < firstSeen) {
            throw refused(row.line(), "It is last seen before it is first seen.", "Maybe give firstSeen too.");
        }
        Long seenBefore = time(row, "seenBefore", null);
        return base.fact(new Version(
                loader,
                cells[loader.index(loader.entity())] instanceof String entity ? entity : "",
                row.cells().containsKey("key") ? row.cells().get("key").text() : Integer.toString(row.place()),
                cells,
                cells,
                ++rows,
                rows,
                firstSeen,
                lastSeen,
                1,
                time(row, "changedAt", null),
                seenBefore,
                seenAfter,
                time(row, "lackedBefore", null),
                lackedAfter,
                time(row, "tableEnds", horizon.at()),
                1.0));
    }

    private static Object cell(Cell cell, Loader.Column column) {
        if (isUnknown(cell)) {
            return null;
        }
        return switch (column.type()) {
            case STRING -> cell.text();
            case BOOLEAN -> yesOrNo(cell, column.name());
            case LONG -> number(cell, column.name());
            case DOUBLE -> decimal(cell, column.name());
            case INSTANT -> time(cell, column.name());
        };
    }

    // -- facts made in Java

    private Object record(Row row, Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        refuseUnknown(
                row,
                Arrays.stream(components)
                        .map(RecordComponent::getName)
                        .filter(name -> !name.equals("evidence") && !name.equals("count"))
                        .collect(Collectors.toCollection(TreeSet::new)));
        Object[] arguments = new Object[components.length];
        Class<?>[] parameters = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            parameters[i] = components[i].getType();
            arguments[i] = component(row, components[i]);
        }
        try {
            Constructor<?> constructor = type.getConstructor(parameters);
            return constructor.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no " + type.getSimpleName() + Arrays.toString(arguments), e);
        }
    }

    private Object component(Row row, RecordComponent component) {
        String name = component.getName();
        Class<?> type = component.getType();
        Cell cell = row.cells().get(name);
        if (cell != null && isUnknown(cell) && type != String.class) {
            // As if it had not been given.
            cell = null;
        }
        if (type == String.class) {
            return cell == null ? "" : cell.text();
        } else if (type == boolean.class) {
            return cell != null && yesOrNo(cell, name);
        } else if (type == double.class) {
            return cell == null ? 1.0 : decimal(cell, name);
        } else if (type == Quantities.class) {
            return cell == null ? (row.type().equals("Tenant") ? Quantities.none() : null) : quantities(cell, name);
        } else if (type == Long.class) {
            return cell == null ? null : time(cell, name);
        } else if (type == List.class) {
            return List.of(new Given(row.type(), row.place()));
        } else if (cell == null) {
            return missing(row, name);
        }
        return time(cell, name);
    }

    private static long missing(Row row, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith("from") || name.equals("after") || name.equals("count")) {
            return Micros.ALWAYS;
        } else if (lower.endsWith("till") || name.equals("follows")) {
            return Micros.FOREVER;
        }
        throw refused(row.line(), row.type() + " needs '" + name + "'.", "Maybe " + name + ": 2024-01-01");
    }

    private Object signal(Row row) {
        refuseUnknown(row, SIGNAL);
        Cell kind = row.cells().get("kind");
        if (kind != null && !kind.text().equals("statement") && !kind.text().equals("default")) {
            throw refused(kind.line(), "'" + kind.text() + "' is neither statement nor default.", "");
        }
        boolean statement = kind == null || kind.text().equals("statement");
        Cell confidence = row.cells().get("confidence");
        return new Signalled(new Signal(
                text(row, "id"),
                statement ? Signal.Kind.STATEMENT : Signal.Kind.DEFAULT,
                new Signal.Scope(
                        "region", text(row, "host"), text(row, "instance"), text(row, "lease"), text(row, "project")),
                text(row, "says"),
                text(row, "value"),
                time(row, "from", Micros.ALWAYS),
                time(row, "till", Micros.FOREVER),
                confidence == null ? 1.0 : decimal(confidence, "confidence"),
                "",
                "",
                "",
                ++rows,
                ""));
    }

    private static String text(Row row, String name) {
        Cell cell = row.cells().get(name);
        return cell == null ? "" : cell.text();
    }

    /** What a fact of a scenario rests on: its own line. */
    private record Given(String table, int place) implements Evidence {
        @Override
        public String key() {
            return Integer.toString(place);
        }

        @Override
        public long origin() {
            return place;
        }

        @Override
        public long firstSeen() {
            return 0;
        }

        @Override
        public long lastSeen() {
            return 0;
        }

        @Override
        public int sightings() {
            return 1;
        }

        @Override
        public void tell(TypedCells into) {
            // Its line is all there is to it.
        }

        @Override
        public double confidence() {
            return 1.0;
        }
    }

    // -- values

    private static boolean isUnknown(Cell cell) {
        return cell.text().isEmpty()
                || cell.text().equals("null")
                || cell.text().equals("~");
    }

    private static Long time(Row row, String name, Long missing) {
        Cell cell = row.cells().get(name);
        return cell == null || isUnknown(cell) ? missing : Long.valueOf(time(cell, name));
    }

    static long time(Cell cell, String name) {
        try {
            return Micros.parse(cell.text());
        } catch (DateTimeException e) {
            throw refused(
                    cell.line(),
                    name + " '" + cell.text() + "' is no time.",
                    "Maybe 2024-01-31, or 2024-01-31T12:00:00Z.");
        }
    }

    private static boolean yesOrNo(Cell cell, String name) {
        if (!cell.text().equals("true") && !cell.text().equals("false")) {
            throw refused(cell.line(), name + " '" + cell.text() + "' is neither true nor false.", "");
        }
        return cell.text().equals("true");
    }

    private static long number(Cell cell, String name) {
        try {
            return Long.parseLong(cell.text());
        } catch (NumberFormatException e) {
            throw refused(cell.line(), name + " '" + cell.text() + "' is no whole number.", "");
        }
    }

    private static double decimal(Cell cell, String name) {
        try {
            return Double.parseDouble(cell.text());
        } catch (NumberFormatException e) {
            throw refused(cell.line(), name + " '" + cell.text() + "' is no number.", "");
        }
    }

    private static Quantities quantities(Cell cell, String name) {
        try {
            return Quantities.parse(cell.text());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw refused(
                    cell.line(), name + " '" + cell.text() + "' is no quantities.", "Maybe vcpus=32 memory_mb=131072.");
        }
    }

    private static void refuseUnknown(Row row, Collection<String> known) {
        for (Map.Entry<String, Cell> cell : row.cells().entrySet()) {
            if (!known.contains(cell.getKey())) {
                String nearest = Spelling.maybe(cell.getKey(), known);
                throw refused(
                        cell.getValue().line(),
                        row.type() + " has no '" + cell.getKey() + "' that can be given.",
                        nearest.isEmpty() ? "Maybe one of " + String.join(", ", new TreeSet<>(known)) : nearest);
            }
        }
    }

    /** Where the file is is added by who knows it. */
    static InputRefused refused(int line, String what, String maybe) {
        return new InputRefused(
                line + ": " + what + (maybe.isEmpty() ? "" : " " + maybe + (maybe.endsWith(".") ? "" : ".")));
    }
}
