package dev.hindcast.evidence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds what a misspelt word was meant to be. */
public final class Spelling {
    /** So many names are offered at most where one cannot tell which was meant. */
    private static final int NEAR = 3;

    private Spelling() {}

    /** {@code Maybe you meant name.}; empty if no known name is near. */
    public static String meant(String word, Collection<String> names) {
        String nearest = nearest(word, names);
        return nearest.isEmpty() ? "" : "Maybe you meant " + nearest + ".";
    }

    /** {@code Maybe name}; empty if no known name is near. */
    public static String maybe(String word, Collection<String> names) {
        String nearest = nearest(word, names);
        return nearest.isEmpty() ? "" : "Maybe " + nearest;
    }

    /** {@code Maybe you meant name.}, or {@code Maybe one of ...} if no known name is near. */
    static String meantOrAll(String word, Collection<String> names) {
        String meant = meant(word, names);
        return meant.isEmpty() ? "Maybe one of " + String.join(", ", new TreeSet<>(names)) + "." : meant;
    }

    /** {@code Maybe one, another or a third}, of what a misspelt name is nearest to; empty if no known name is near. */
    public static String maybeAny(String word, Collection<String> names) {
        List<String> near = near(word, names);
        List<String> few = near.subList(0, Math.min(NEAR, near.size()));
        int last = few.size() - 1;
        return last < 0
                ? ""
                : "Maybe " + (last == 0 ? "" : String.join(", ", few.subList(0, last)) + " or ") + few.get(last);
    }

    /** The known name that a misspelt one is nearest to; empty if none is near. */
    public static String nearest(String word, Collection<String> names) {
        List<String> near = near(word, names);
        return near.isEmpty() ? "" : near.get(0);
    }

    /** The nearest first; of those alike the first in the alphabet. */
    private static List<String> near(String word, Collection<String> names) {
        // A word of three or four is not two letters from what was meant.
        int most = word.length() < 3 ? 0 : word.length() < 5 ? 1 : Math.max(2, word.length() / 3);
        Map<Integer, List<String>> byDistance = new TreeMap<>();
        for (String name : new TreeSet<>(names)) {
            int distance = distance(word.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            if (distance <= most) {
                byDistance.computeIfAbsent(distance, key -> new ArrayList<>()).add(name);
            }
        }
        return byDistance.values().stream().flatMap(List::stream).toList();
    }

    /** How many letters must be put in, left out, replaced or change places to make one word of the other. */
    public static int distance(String one, String other) {
        int[][] rows = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    rows[i][j] = i + j;
                    continue;
                }
                int replaced = rows[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                rows[i][j] = Math.min(replaced, Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
                boolean changedPlaces = i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1);
                if (changedPlaces) {
                    rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
                }
            }
        }
        return rows[one.length()][other.length()];
    }
}
