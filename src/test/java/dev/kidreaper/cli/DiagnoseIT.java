package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.JsonValue;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.TestPool;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The real `kidreaper diagnose`.
@Tag("alone")
@Execution(ExecutionMode.CONCURRENT)
class DiagnoseIT {
    @Test
    void itAnswersInJson() {
        try (var pool = TestPool.start(2)) {
            var ran =
                    Kidreaper.run(
                            "diagnose",
                            "--pidfile",
                            pool.pidfile().toString(),
                            "--for",
                            "20s",
                            "--json");
            assertThat(ran.exit()).as(ran.err()).isZero();
            var json = JsonValue.parse(ran.out());
            assertThat(json.get("verdict").text()).isEqualTo("steady");
            assertThat(json.get("manager").get("profile").text()).isEqualTo("fcgi-procmanager");
            assertThat(json.get("workers").list()).hasSize(2);
            assertThat(json.get("confidence").decimal()).isBetween(0.0, 1.0);
            assertThat(json.get("advice").text()).isNotBlank();
            assertThat(json.get("missing").value()).isNull();
            // Perl's heap is one that tells.
            JsonValue evidence = json.get("evidence");
            assertThat(evidence.get("heap_in_use_bytes").number()).isLessThan(32 << 10);
            assertThat(evidence.get("heap_in_use_shape").text()).isEqualTo("does not grow");
            // USS as ps has it: the pages were counted right.
            var ps =
                    JsonValue.parse(
                            Kidreaper.run("ps", "--pid", "" + pool.manager(), "--json").out());
            long there = ps.get("workers").list().getFirst().get("uss_bytes").number();
            long here = json.get("workers").list().getFirst().get("uss_bytes").number();
            assertThat(Math.abs(here - there)).isLessThan(256 << 10);
        }
    }

    @Test
    void whatIsMissingIsSaid() {
        try (var pool = TestPool.start(1)) {
            var ran = Kidreaper.run("diagnose", "--pid", "" + pool.manager(), "--for", "2s");
            assertThat(ran.exit()).isZero();
            assertThat(ran.out()).startsWith("undecided: needs a longer observation");
        }
    }

    @Test
    void aManagerThatEndsEndsTheObservation() {
        long start = System.nanoTime();
        Process running;
        try (var pool = TestPool.start(1)) {
            running = Kidreaper.start("diagnose", "--pid", "" + pool.manager(), "--for", "80s");
            TestPool.sleep(java.time.Duration.ofSeconds(4));
        }
        Kidreaper ended = Kidreaper.end(running);
        assertThat(ended.exit()).isZero();
        assertThat(ended.err()).contains("has ended: this is what was seen until then");
        assertThat(System.nanoTime() - start).isLessThan(60_000_000_000L);
    }

    @Test
    void mistakesGetOneLine() {
        var none = Kidreaper.run("diagnose", "--pid", "4194304", "--for", "1s");
        assertThat(none.exit()).isEqualTo(3);
        assertThat(none.err().lines()).hasSize(1);
        var never = Kidreaper.run("diagnose", "--pid", "1", "--for", "0s");
        assertThat(never.exit()).isEqualTo(2);
        assertThat(never.err().lines()).hasSize(1);
        var childless = Kidreaper.run("diagnose", "--pid", "" + self(), "--for", "1s");
        assertThat(childless.exit()).isEqualTo(3);
        assertThat(childless.err()).contains("has no workers");
    }

    /// A process without children.
    private static long self() {
        var sleeper = Kidreaper.start(java.util.List.of("sleep", "20"));
        return sleeper.pid();
    }
}
