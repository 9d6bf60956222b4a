package dev.hindcast.reasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.hindcast.SnapshotFolder;
import dev.hindcast.evidence.Loader;
import dev.hindcast.evidence.RegionEvidence;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.evidence.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptRulesTest {
    private static final List<TextFile> RULES = TextFile.inFolder(null, "rules-drl").stream()
            .filter(file -> file.name().endsWith(".drl"))
            .toList();

    @TempDir
    private Path folder;

    @Test
    void kept_rules_conclude_what_compiled_ones_do_and_whatever_is_wrong_with_them_they_are_compiled_again()
            throws IOException {
        KeptRules kept = new KeptRules(folder.resolve("rules"), List.of("these"));
        assertNull(kept.readOrNull());
        RuleBase compiled = RuleBase.keptOrCompiled(RULES, SnapshotFolder.LOADERS, kept);
        assertNotNull(kept.readOrNull());
        assertSameConclusions(compiled, RuleBase.keptOrCompiled(RULES, SnapshotFolder.LOADERS, kept));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    List.of(kept.file()), files.filter(Files::isRegularFile).toList());
        }

        assertNull(new KeptRules(kept.file(), List.of("others")).readOrNull());

        Files.setPosixFilePermissions(kept.file(), PosixFilePermissions.fromString("rw-rw----"));
        assertNull(kept.readOrNull(), "somebody else may have written it");
        Files.setPosixFilePermissions(kept.file(), PosixFilePermissions.fromString("rw-r-----"));
        assertNotNull(kept.readOrNull());
        Path link = Files.createSymbolicLink(folder.resolve("link"), kept.file());
        assertNull(new KeptRules(link, kept.of()).readOrNull(), "it may lead anywhere");
        Files.delete(link);

        byte[] whole = Files.readAllBytes(kept.file());
        Files.write(kept.file(), Arrays.copyOf(whole, whole.length / 2));
        assertNull(kept.readOrNull());
        Files.writeString(kept.file(), "no rules");
        assertNull(kept.readOrNull());
        assertEquals(
                compiled.rules(),
                RuleBase.keptOrCompiled(RULES, SnapshotFolder.LOADERS, kept).rules());
    }

    private void assertSameConclusions(RuleBase compiled, RuleBase read) {
        assertEquals(compiled.rules(), read.rules());
        SnapshotFolder snapshots = new SnapshotFolder(folder.resolve("evidence"), "site-a");
        for (String day : List.of("2024-02-01", "2024-03-01")) {
            snapshots.at(day).table("nova.services", """
                    id | host  | binary       | created_at | disabled | deleted | last_seen_up
                    1  | kvm-1 | nova-compute | 2024-01-01 | 0        | 0       | %s
                    """.formatted(day)).table("nova.compute_nodes", """
                    id | host  | hypervisor_hostname | hypervisor_type | vcpus | memory_mb | local_gb | created_at
                    1  | kvm-1 | kvm-1               | QEMU            | %d    | 1000      | 100      | 2024-01-01
                    """.formatted(
                            day.equals("2024-02-01") ? 64 : 32));
        }
        try (RegionEvidence region = snapshots.read()) {
            SortedMap<String, List<Version>> hosts = region.versionsOf(Loader.About.HOST);
            SortedMap<String, List<Version>> services = region.versionsOf(Loader.About.SERVICE);
            Reasoner.Concluded expected = host(new Reasoner(compiled, region), hosts, services);
            assertFalse(expected.claims().isEmpty());
            assertEquals(expected, host(new Reasoner(read, region), hosts, services));
        }
    }

    private static Reasoner.Concluded host(
            Reasoner reasoner, SortedMap<String, List<Version>> hosts, SortedMap<String, List<Version>> services) {
        return reasoner.conclude(
                reasoner.host("kvm-1", hosts.get("kvm-1"), services.get("kvm-1"), Map.of(), List.of()));
    }
}
