package dev.hindcast.audit.checks;

import dev.hindcast.evidence.TextFile;
import dev.hindcast.metrics.Series;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What checks are about; a kind of issue that no group names is how a state was settled. */
public enum CheckGroup {
    CAPACITY(Series.OCCUPIED, "use_above_capacity", "host_above_capacity"),
    OPEN_ENDED(Series.OCCUPIED, "open_ended"),
    INVENTORY(Series.TOTAL, "missing_inventory", "inventory_change_in_place", "unmeasured_host"),
    CONFLICTS(
            Series.COMMITTED,
            "allocation_overlap",
            "blazar_duplicate_host",
            "conflict",
            "double_tenancy",
            "instance_on_two_hosts"),
    ALIVE_AND_DEAD(
            Series.OCCUPIED,
            "blazar_host_hard_deleted",
            "existence_contradicted",
            "late_deleted_at",
            "retired_not_deleted",
            "row_undeleted",
            "zombie_event",
            "zombie_silent"),
    PLACES(
            Series.OCCUPIED,
            "allocation_outside_host",
            "instance_moved_unseen",
            "instance_state_unseen",
            "instance_outside_host",
            "name_spelt_otherwise",
            "null_host",
            "row_moved"),
    CLOCKS(
            Series.OCCUPIED,
            "assumed_time",
            "clock_ahead",
            "clock_back",
            "deleted_before_created",
            "event_disbelieved",
            "zero_date"),
    SUMS(Series.TOTAL, "horizon_sum"),
    SOURCES(
            Series.TOTAL,
            "dangling_row",
            "duplicate_row",
            "emptied_table",
            "history_incomplete",
            "instant_contradicted",
            "joined_folders",
            "missing_blazar",
            "missing_dump",
            "missing_table",
            "partial_table",
            "purged_rows",
            "quarantined_rows",
            "signal_contradicted",
            "signal_outside",
            "signal_shadowed",
            "signal_unknown",
            "signal_unused",
            "source_copy",
            "told_ahead",
            "truncated_dump",
            "unknown_event",
            "unread_file",
            "unread_table",
            "unreadable_rows",
            "unreadable_table",
            "window_unused"),
    SETTLED(Series.OCCUPIED);

    private static final Pattern ISSUE = Pattern.compile("\\bconclude\\.issue(?:\\(|About\\([^,]*,)\\s*\"(\\w+)\"");

    private final Series series;
    private final List<String> checks;

    CheckGroup(Series series, String... checks) {
        this.series = series;
        this.checks = List.of(checks);
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<CheckGroup> named(String text) {
        return List.of(values()).stream()
                .filter(group -> group.text().equals(text))
                .findFirst();
    }

    /** The group of a check. */
    public static CheckGroup of(String check) {
        if (check.startsWith("negative_")) {
            return CAPACITY;
        }
        for (CheckGroup group : values()) {
            if (group.checks.contains(check)) {
                return group;
            }
        }
        return SETTLED;
    }

    /** The checks that belong here for sure; {@code negative_<series>} belong to capacity. */
    public List<String> checks() {
        return checks;
    }

    /** Whether an issue may be named so: a metric below zero, or what one of these rules says. */
    public static boolean isIssue(String name, List<TextFile> rules) {
        return name.startsWith("negative_")
                        && Series.named(name.substring("negative_".length())).isPresent()
                || rules.stream()
                        .flatMap(file -> ISSUE.matcher(file.text()).results())
                        .anyMatch(said -> said.group(1).equals(name));
    }

    /** The series that a finding of a check touches most. */
    static Series series(String check) {
        return switch (check) {
            case "missing_inventory", "inventory_change_in_place", "existence_contradicted", "retired_not_deleted" ->
                Series.TOTAL;
            case "blazar_duplicate_host", "blazar_host_hard_deleted", "blazar_reenrolled", "reservable_toggle" ->
                Series.RESERVABLE;
            case "allocation_overlap",
                    "allocation_outside_host",
                    "lease_without_bounds",
                    "lease_deleted_before_start",
                    "lease_end_moved" -> Series.COMMITTED;
            case "maintenance_lease", "maintenance_flag" -> Series.MAINTENANCE;
            case "double_tenancy", "instance_on_two_hosts" -> Series.OCCUPIED;
            default -> of(check).series;
        };
    }
}
