package dev.hindcast.audit;

import dev.hindcast.store.ResultReader.EvidenceText;
import dev.hindcast.store.ResultReader.IssueText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whom an issue is about, by the rows it rests on: whom it names, and of what clashes with that the other. */
final class Parties {
    private static final String LEASES = "blazar.leases";
    private static final String INSTANCES = "nova.instances";

    private final Names names;
    private final IssueText issue;
    private final Map<String, EvidenceText> leases = new LinkedHashMap<>();
    private final Map<String, Map<String, EvidenceText>> byTable = new LinkedHashMap<>();

    Parties(Names names, IssueText issue, List<EvidenceText> rows) {
        this.names = names;
        this.issue = issue;
        for (EvidenceText row : rows) {
            byTable.computeIfAbsent(row.rawTable().replace(".shadow_", "."), table -> new LinkedHashMap<>())
                    .put(row.key(), row);
        }
        leases.putAll(byTable.getOrDefault(LEASES, Map.of()));
    }

    /** Each entity that the issue names, with what tells it apart. */
    List<String> named() {
        List<String> named = new ArrayList<>();
        for (String entity : issue.entities().split(" ")) {
            named.add(leases.containsKey(entity) ? lease(entity) : names.any(entity));
        }
        return named;
    }

    /** The others, where rows of two of a kind were told: leases, instances, else rows of one table. */
    List<String> others() {
        List<String> others = new ArrayList<>();
        if (leases.size() > 1) {
            leases.keySet().stream().filter(this::isOther).forEach(key -> others.add(lease(key)));
            return others;
        }
        Map<String, EvidenceText> instances = byTable.getOrDefault(INSTANCES, Map.of());
        if (instances.size() > 1) {
            instances.keySet().stream().filter(this::isOther).forEach(key -> others.add(names.any(key)));
            return others;
        }
        byTable.forEach((table, rows) -> {
            if (rows.size() > 1 && others.isEmpty() && !table.endsWith("_events")) {
                others.add("rows " + String.join(" and ", rows.keySet()) + " of " + table);
            }
        });
        return others;
    }

    /**
     * The finding with all whom it is about, as far as these are not plain: {@code ... overlaps: lease a and lease b.}
     *
     * @param known the host or instance of which is told anyway
     */
    String finding(String known) {
        List<String> about = new ArrayList<>();
        for (String entity : issue.entities().split(" ")) {
            if (leases.containsKey(entity)) {
                about.add(Names.lease(leases.get(entity)));
            } else if (!entity.equals(known) && !entity.equals(issue.host())) {
                about.add(names.any(entity));
            }
        }
        if (leases.size() > 1) {
            leases.keySet().stream().filter(this::isOther).forEach(key -> about.add(Names.lease(leases.get(key))));
        } else {
            about.addAll(others());
        }
        return about.isEmpty()
                ? issue.detail()
                : issue.detail().replaceFirst("\\.$", "") + ": " + String.join(" and ", about) + ".";
    }

    private boolean isOther(String key) {
        return !List.of(issue.entities().split(" ")).contains(key);
    }

    private String lease(String key) {
        String lease = Names.lease(leases.get(key));
        return lease.contains(key) ? lease : lease + " (" + key + ")";
    }
}
