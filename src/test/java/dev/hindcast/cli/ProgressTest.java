package dev.hindcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8);
    private long now = 5_000_000_000L;

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** 3 MB of dumps in the first two seconds, 1 MB in the next; then a stage without an end in sight. */
    private void work(ProgressForm progress) {
        try (progress) {
            progress.stage("bm", "bytes of dumps", 8_000_000);
            now += 2_000_000_000L;
            progress.done(3_000_000);
            now += 1_000_000_000L;
            progress.done(1_000_000);
            now += 1_000_000L;
            progress.done(1);
            progress.note("a note");
            progress.stage("", "publishing", 0);
        }
    }

    @Test
    void on_a_terminal_one_line_is_written_anew() {
        work(new ProgressLine(to, () -> now));
        String wipe = "\r\033[K";
        assertEquals(
                wipe + "bm: bytes of dumps 0.0 MB of 8.0 MB"
                        // 3 MB in 2 s; the other 5 MB take 3.3 s.
                        + wipe + "bm: bytes of dumps 3.0 MB of 8.0 MB, 1.5 MB/s, 4 s left"
                        // 4 MB in 3 s; the other 4 MB take 3 s. The last byte comes too soon to be shown.
                        + wipe + "bm: bytes of dumps 4.0 MB of 8.0 MB, 1.3 MB/s, 3 s left"
                        + wipe + "a note\n"
                        + wipe + wipe + "publishing" + wipe,
                said());
    }

    @Test
    void a_line_is_no_longer_than_a_terminal_is_wide() {
        ProgressLine progress = new ProgressLine(to, () -> now);
        progress.stage("x".repeat(100), "hosts", 10);
        assertEquals("\r\033[K" + "x".repeat(79), said());
    }

    @Test
    void in_a_log_a_stage_is_one_line() {
        work(new ProgressLines(to, () -> now));
        assertEquals(
                List.of("bm: bytes of dumps", "a note", "publishing"),
                said().lines().toList());
    }

    @Test
    void for_programs_a_line_is_an_object() {
        work(new ProgressJson(to, () -> now));
        String dumps = "{\"region\":\"bm\",\"stage\":\"bytes of dumps\",\"state\":";
        String publishing = "{\"region\":\"\",\"stage\":\"publishing\",\"state\":";
        assertEquals(
                List.of(
                        dumps + "\"begins\",\"done\":0,\"expected\":8000000,\"seconds\":0.0,\"per_second\":0.0}",
                        dumps + "\"goes on\",\"done\":3000000,\"expected\":8000000,\"seconds\":2.0,"
                                + "\"per_second\":1500000.0,\"seconds_left\":3.333}",
                        dumps + "\"goes on\",\"done\":4000000,\"expected\":8000000,\"seconds\":3.0,"
                                + "\"per_second\":1333333.333,\"seconds_left\":3.0}",
                        "{\"note\":\"a note\"}",
                        // 3999999 bytes at 4000001 / 3.001 bytes a second.
                        dumps + "\"has ended\",\"done\":4000001,\"expected\":8000000,\"seconds\":3.001,"
                                + "\"per_second\":1332889.37,\"seconds_left\":3.001}",
                        publishing + "\"begins\",\"done\":0,\"seconds\":0.0,\"per_second\":0.0}",
                        publishing + "\"has ended\",\"done\":0,\"seconds\":0.0,\"per_second\":0.0}"),
                said().lines().toList());
    }
}
