package dev.hindcast.audit;

import dev.hindcast.reasoning.KeptFact;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What rules ask, and of what they ask it, in words for those who never read a rule file. */
final class FactWords {
    /** A text in quotes, or what stands between such texts. */
    private static final Pattern PIECES = Pattern.compile("\"[^\"]*\"|[^\"]+");

    private static final Map<String, String> NOUNS = Map.ofEntries(
            Map.entry("Held", "state"),
            Map.entry("Gap", "undated change"),
            Map.entry("Vanished", "vanished row"),
            Map.entry("Succession", "row that follows another"),
            Map.entry("Signalled", "signal"),
            Map.entry("Commitment", "lease on it"),
            Map.entry("Testimony", "row named by allocations"),
            Map.entry("Candidate", "host guessed by its instances"),
            Map.entry("Overlap", "overlap"),
            Map.entry("Tenant", "size of its instances"),
            Map.entry("Host", "host"),
            Map.entry("HostGone", "host that is gone"),
            Map.entry("Setting", "setting"),
            Map.entry("Horizon", "end of what is known"),
            Map.entry("Stay", "stay on a host"),
            Map.entry("EndSign", "sign of its end"),
            Map.entry("Built", "finished build"),
            Map.entry("Reserved", "reservation it asked for"));

    private FactWords() {}

    /** {@code lease on it}, {@code blazar computehost row}. */
    static String noun(String type) {
        return NOUNS.getOrDefault(
                type, type.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT) + " row");
    }

    /** The same of a fact that is there: a row is one of its table. */
    static String noun(KeptFact fact) {
        boolean row = fact.properties().containsKey("sightings");
        return row ? "row of " + fact.properties().get("table") : noun(fact.type());
    }

    /** Why there is none, where all there are were kept. */
    static String absence(String type) {
        return switch (type) {
            case "Held" -> "No state of it was seen.";
            case "Gap" -> "Nothing of it was seen to change without a date.";
            case "Vanished" -> "No row of it vanished.";
            case "Succession" -> "No row of it followed another.";
            case "Signalled" -> "No signal speaks of it.";
            case "Commitment" -> "No lease is known to have held it.";
            case "Testimony" -> "No allocations name a row of it.";
            case "Overlap" -> "No two claims on it overlap.";
            case "Tenant" -> "No instance was on it whose size is known.";
            case "Setting" -> "There is no such setting.";
            default -> "There is no " + noun(type) + " that names it.";
        };
    }

    /** What the result does not have of an instance. */
    static String notKept(String type) {
        String what = switch (type) {
            case "Stay" -> "When its events put it on a host, and took it off";
            case "EndSign" -> "What its events, its node and the next instance there tell of its end";
            case "Built" -> "When its build was done";
            case "Reserved" -> "When the lease of the reservation it asked for ended";
            case "HostGone" -> "When its host ceased to be";
            case "Overlap" -> "Whether another instance was on its node at once";
            case "Held", "Gap" -> "Which sightings of its row agree";
            default -> "Whether there is a " + noun(type);
        };
        return what + " is not kept.";
    }

    /** {@code launched at is known} for {@code launchedAt != null}. */
    static String condition(String condition) {
        StringBuilder words = new StringBuilder();
        Matcher piece = PIECES.matcher(condition.replaceFirst("^\\$\\w+\\s*:\\s*", ""));
        while (piece.find()) {
            words.append(piece.group().startsWith("\"") ? piece.group() : plain(piece.group()));
        }
        return words.toString().strip();
    }

    private static String plain(String piece) {
        return piece.replaceAll("\\s*!=\\s*null", " is known")
                .replaceAll("\\s*==\\s*null", " is unknown")
                .replaceAll("\\s*==\\s*", " is ")
                .replaceAll("\\s*!=\\s*", " is not ")
                .replaceAll("\\s*\\|\\|\\s*", " or ")
                .replaceAll("\\s*&&\\s*", " and ")
                .replaceAll("\\bin\\s*\\(", "is one of (")
                .replace("$", "that ")
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }

    /** {@code value is "true"}; the names are those that conditions read. */
    static String values(Map<String, String> values) {
        List<String> words = new ArrayList<>();
        values.forEach((name, value) -> words.add(plain(name) + " is " + value));
        return String.join(", ", words);
    }

    /** {@code blazar.computehosts 3 reservable true, seen from ... to ...}. */
    static String fact(KeptFact fact) {
        List<String> words = new ArrayList<>();
        if (fact.properties().get("says") instanceof String says) {
            return "a " + fact.property("kind") + " that says " + says + "=" + fact.property("value");
        }
        for (String name : List.of("table", "key", "column", "value", "name", "purpose")) {
            if (fact.properties().containsKey(name)) {
                words.add(fact.properties().get(name).toString());
            }
        }
        for (String[] bounds : new String[][] {{"from", "till"}, {"firstSeen", "lastSeen"}}) {
            if (fact.properties().get(bounds[0]) instanceof Long from
                    && fact.properties().get(bounds[1]) instanceof Long till) {
                words.add((bounds[0].equals("firstSeen") ? "seen " : "") + Words.interval(from, till));
                break;
            }
        }
        return String.join(" ", words).strip();
    }
}
