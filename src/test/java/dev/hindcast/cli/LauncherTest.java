package dev.hindcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, with a Java and a Maven that only tell how they were called. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final String MAVEN = """
            #!/bin/bash
            echo built >> mvn.calls
            mkdir -p target/quick/lib
            touch target/quick/hindcast.jar target/quick/hindcast-classes.jar target/quick/lib/a.jar target/quick/lib/b.jar
            printf lib/a.jar:lib/b.jar > target/quick/classpath
            """;
    /** Lists one class when asked for a list, and makes an archive when asked for one. */
    private static final String JAVA = """
            #!/bin/bash
            for word in "$@"; do
                case $word in
                    -XX:DumpLoadedClassList=*) echo java/lang/Object > "${word#*=}" ;;
                    -XX:SharedArchiveFile=*) archive=${word#*=} ;;
                esac
            done
            case $* in
                *-Xshare:dump*) touch "$archive" ;;
                *) echo "$@" ;;
            esac
            """;

    @TempDir
    private Path home;

    @BeforeEach
    void a_checkout() throws IOException {
        Files.copy(Path.of("hindcast"), home.resolve("hindcast"));
        Files.createFile(home.resolve("pom.xml"));
        script("tools/mvn", MAVEN);
        script("jdk/bin/java", JAVA);
        Files.writeString(home.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\nJAVA_RUNTIME_VERSION=\"17.0.1+1\"\n");
    }

    @Test
    void the_first_start_builds_and_makes_an_archive_of_classes_and_the_next_only_runs() throws Exception {
        String run = home.toRealPath().resolve("target/quick/run").toString();
        for (int start = 0; start < 2; start++) {
            String called = start("explain", "a.db");
            assertTrue(
                    called.contains(" -XX:ArchiveRelocationMode=0 -XX:SharedArchiveFile=" + run + "/classes.jsa "),
                    called);
            assertTrue(
                    called.endsWith(" -cp " + run + "/lib/a.jar:" + run + "/lib/b.jar:" + run + "/classes.jar:" + run
                            + "/hindcast.jar dev.hindcast.cli.Main explain a.db\n"),
                    called);
        }
        assertEquals("built\n", Files.readString(home.resolve("mvn.calls")));
    }

    /** Also where stderr is no terminal, as here. */
    @Test
    void that_it_builds_is_said() throws Exception {
        assertTrue(start("explain", "a.db").contains("hindcast: building (first run, about a minute) ...\n"));
        assertFalse(start("explain", "a.db").contains("building"));
    }

    @Test
    void without_an_archive_it_runs_as_well_and_does_not_name_one() throws Exception {
        script("jdk/bin/java", JAVA.replace("touch \"$archive\"", "exit 134"));
        assertFalse(start("explain", "a.db").contains("SharedArchiveFile"));
        Files.delete(home.resolve("jdk/bin/java"));
        script("jdk/bin/java", JAVA);
        assertFalse(start("explain", "a.db").contains("SharedArchiveFile"), "it is not tried again at every start");
        Files.writeString(home.resolve("jdk/release"), "JAVA_VERSION=\"21.0.1\"\nJAVA_RUNTIME_VERSION=\"21.0.1+1\"\n");
        assertTrue(start("explain", "a.db").contains("SharedArchiveFile"), "but with another Java it is");
        assertEquals("built\n", Files.readString(home.resolve("mvn.calls")));
    }

    @Test
    void an_archive_that_a_rule_or_loader_stood_in_the_way_of_is_made_once_these_have_changed() throws Exception {
        script("jdk/bin/java", JAVA.replace("touch \"$archive\"", "exit 1"));
        assertFalse(start("explain", "a.db").contains("SharedArchiveFile"));
        script("jdk/bin/java", JAVA);
        assertFalse(start("explain", "a.db").contains("SharedArchiveFile"));
        Files.writeString(home.resolve("target/quick/run/hindcast.jar"), "other rules");
        assertTrue(start("explain", "a.db").contains("SharedArchiveFile"));
    }

    @Test
    void an_archive_that_java_cannot_run_with_is_not_used() throws Exception {
        script(
                "jdk/bin/java",
                JAVA.replace("*) echo \"$@\"", "*classes.jsa.new*demo*) exit 134 ;;\n    *) echo \"$@\""));
        assertFalse(start("explain", "a.db").contains("SharedArchiveFile"));
    }

    /** How the archive is to be mapped is asked of Java by an option for experts, which another Java may lack. */
    @Test
    void a_java_that_refuses_how_the_archive_is_mapped_runs_without_it() throws Exception {
        script(
                "jdk/bin/java",
                JAVA.replace("*) echo \"$@\"", "*ArchiveRelocationMode*) exit 1 ;;\n    *) echo \"$@\""));
        String called = start("explain", "a.db");
        assertTrue(called.endsWith(" dev.hindcast.cli.Main explain a.db\n"), called);
        assertFalse(called.contains("SharedArchiveFile"), called);
    }

    @Test
    void large_results_are_read_with_the_optimizing_compiler_and_looked_up_without() throws Exception {
        String small = file("small.db", 1);
        String large = file("large.db", 40);
        String quick = "-XX:TieredStopAtLevel=1 ";
        for (String command : java.util.List.of("export", "check", "report", "compare", "verify")) {
            assertTrue(start(command, small).contains(quick), command);
            assertFalse(start(command, large).contains(quick), command);
        }
        assertTrue(start("explain", large).contains(quick));
        assertTrue(start("check", large).contains(" -XX:+UseSerialGC "));
        assertTrue(start("verify", large).contains(" -XX:+UseParallelGC "));
    }

    /** Thirteen dumps show hardly more entities than the last of them, and a plain one is some eight times as large as a packed one. */
    @Test
    void the_heap_goes_by_what_is_shown_at_once() throws Exception {
        String evidence = Files.createDirectories(home.resolve("evidence")).toString();
        assertEquals("800", heap(evidence, "100 a/dump-2024-01-01.sql.gz", "200 a/dump-2024-02-01.sql.gz"));
        assertEquals("1350", heap(evidence, "200 a/dump-1.sql.gz", "800 a/dump-2.sql.gz", "100 a/dump-3.sql.gz"));
        assertEquals("1350", heap(evidence, "400 a/dump-1.sql.gz", "400 b/dump-1.sql.gz", "900 b", "900 b/notes.txt"));
        assertEquals("900", heap(evidence, "4000 a b/dump-1.sql", "1600 a b/dump-2.sql"));
        assertEquals("1350", heap(evidence, "300 a/nova.x.parquet", "300 a/nova.y.parquet"));
        assertEquals(
                "900", heap(evidence, "300 a/2024-01-01T00:00:00Z/nova.x.csv.gz", "400 a/2024-02-01/nova.x.csv.gz"));
    }

    /** @param files their mebibytes and names */
    private String heap(String evidence, String... files) throws Exception {
        StringBuilder told = new StringBuilder();
        for (String file : files) {
            int blank = file.indexOf(' ');
            told.append(Integer.parseInt(file.substring(0, blank)) * 1024)
                    .append('\t')
                    .append(evidence)
                    .append('/')
                    .append(file.substring(blank + 1))
                    .append('\n');
        }
        Files.writeString(home.resolve("sizes"), told);
        script(
                "tools/du",
                "#!/bin/sh\ncase $1 in -akL) cat " + home.resolve("sizes")
                        + " ;; *) printf '9999999\\ttotal\\n' ;; esac\n");
        String called = start("reconstruct", evidence, "-o", "a.db");
        return called.replaceFirst("(?s).*-Xms(\\d+)m -Xmx\\1m .*", "$1");
    }

    private String file(String name, int mebibytes) throws IOException {
        Path file = home.resolve(name);
        Files.write(file, new byte[mebibytes << 20]);
        return file.toString();
    }

    private void script(String name, String text) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        assertTrue(file.toFile().setExecutable(true));
    }

    private String start(String... words) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(home.resolve("hindcast").toString());
        builder.command().addAll(java.util.List.of(words));
        builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
        builder.environment().put("PATH", home.resolve("tools") + ":" + System.getenv("PATH"));
        builder.environment().remove("HINDCAST_JAVA_OPTS");
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }
}
