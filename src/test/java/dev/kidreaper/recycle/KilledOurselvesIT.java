package dev.kidreaper.recycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.WebRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// kidreaper is killed at the worst moment: while a worker stands still at its bidding.
@Tag("alone")
class KilledOurselvesIT {
    private static final int ATTEMPTS = 6;

    @Test
    void noWorkerThatIsFollowedStandsStillForEver() {
        // In a request of nothing but system calls it stands still at each of them.
        assertLetGo('t', "chat=2");
    }

    @Test
    void noWorkerThatComputesStandsStillForEver() {
        // It stands still only once, where it is caught.
        assertLetGo('t', "spin=1", "stranger");
    }

    private static void assertLetGo(char standing, String query, String... traits) {
        int caught = 0;
        for (int i = 0; i < ATTEMPTS; i++) {
            try (var pool = TestPool.start(1, traits)) {
                int worker = pool.children().getFirst();
                var webRequest = WebRequest.send(pool.socket(), query);
                Process kidreaper =
                        Kidreaper.start(
                                "restart",
                                "--pid",
                                Integer.toString(pool.manager()),
                                "--newborn",
                                "0.1s",
                                "--signal",
                                "HUP");
                while (TestPool.state(worker) != standing && kidreaper.isAlive()) {
                    LockSupport.parkNanos(
                            20_000); // It is so for some tenths of a millisecond at a time.
                }
                kidreaper.destroyForcibly();
                caught += TestPool.state(worker) == standing ? 1 : 0;
                TestPool.await("the worker let go", () -> TestPool.state(worker) != standing);
                assertThat(webRequest.answer()).isEqualTo("pid=%d end\n".formatted(worker));
            }
        }
        // Else this test has not looked at what it is about.
        assertThat(caught).isPositive();
    }

    @Test
    void nobodySuspendsItWhileItFollowsAWorker() {
        try (var pool = TestPool.start(1)) {
            int worker = pool.children().getFirst();
            var webRequest = WebRequest.send(pool.socket(), "chat=3");
            Process kidreaper =
                    Kidreaper.start(
                            "restart",
                            "--pid",
                            Integer.toString(pool.manager()),
                            "--newborn",
                            "0.1s");
            TestPool.await("it follows", () -> TestPool.state(worker) == 't');
            // A shell's Ctrl-Z; sent here, the kernel would drop it for want of a terminal.
            var status = TestPool.read(Path.of("/proc/%d/status".formatted(kidreaper.pid())));
            var ignored = status.lines().filter(l -> l.startsWith("SigIgn:")).findFirst();
            long signals = Long.parseUnsignedLong(ignored.orElseThrow().substring(8), 16);
            assertThat(signals >> (20 - 1) & 1).isEqualTo(1);
            assertThat(webRequest.answer()).isEqualTo("pid=%d end\n".formatted(worker));
            assertThat(Kidreaper.end(kidreaper).exit()).isZero();
        }
    }

    @RepeatedTest(3)
    void anInterruptedRunLeavesThePoolAsItWas() {
        try (var pool = TestPool.start(3)) {
            Process kidreaper =
                    Kidreaper.start("restart", "--pid", Integer.toString(pool.manager()), "--json");
            TestPool.sleep(Duration.ofMillis(700));
            TestPool.kill("TERM", kidreaper.pid());
            Kidreaper.end(kidreaper);
            TestPool.await("three workers", () -> pool.children().size() == 3);
            assertThat(pool.children()).allMatch(pid -> TestPool.state(pid) != 'T');
        }
    }
}
