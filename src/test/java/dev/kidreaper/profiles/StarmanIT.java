package dev.kidreaper.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.HttpLoad;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.ManagerProcess;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Starman, whose own graceful signal is not: how much the idle proof is worth, in numbers.
@Order(1)
class StarmanIT {
    private static final int ROUNDS = 75;

    /// The signal alone, at any moment: what the proof is measured against.
    @Tag("soak")
    @Test
    void thePlainSignalCutsRequestsOff() {
        try (var pool = Kind.STARMAN.pool();
                var load = HttpLoad.on(pool.port(), Kind.STARMAN.paths())) {
            int sent = 0;
            for (int round = 0; round < ROUNDS; round++) {
                for (long worker : pool.children()) {
                    TestPool.kill("HUP", worker);
                    sent++;
                    TestPool.sleep(Duration.ofMillis(300));
                }
            }
            System.out.printf(
                    "STARMAN, HUP alone: %d recycled, %d answered, %d failed%n",
                    sent, load.answered(), load.failures().size());
            assertThat(load.failures()).isNotEmpty();
        }
    }

    /// Twice as many clients as workers, who never pause: hardly a worker is ever idle.
    @Tag("soak")
    @Test
    void underFullLoad() {
        try (var pool = Kind.STARMAN.pool();
                var load = HttpLoad.on(pool.port(), Collections.nCopies(8, "/?spin=0.005"))) {
            TestPool.sleep(Duration.ofMillis(1500));
            int recycled = 0;
            int proven = 0;
            for (int round = 0; round < ROUNDS / 3; round++) {
                String pid = Long.toString(pool.manager());
                var ran = Kidreaper.run("restart", "--json", "--pid", pid, "--newborn", "300ms");
                var gone = ManagerProcess.numbers(ran.out(), "pid", "\"recycled\":\\[(.*?)\\]");
                recycled += gone.size();
                proven += ran.out().split("\"idle_proof\":true", -1).length - 1;
            }
            System.out.printf(
                    "STARMAN, full load: %d recycled, %d proven idle, %d answered, %d failed %s%n",
                    recycled, proven, load.answered(), load.failures().size(), load.failures());
            assertThat(recycled).isPositive();
            assertThat(load.failures()).isEmpty();
        }
    }

    /// A worker that computes, and has done so for a while, notes the signal and leaves later.
    @Test
    void aWorkerAmidALongRequestFinishesIt() {
        try (var pool = Kind.STARMAN.pool();
                var load = HttpLoad.on(pool.port(), List.of("/?spin=5"))) {
            TestPool.sleep(Duration.ofMillis(2500));
            var ran = Kidreaper.run("restart", "--pid", Long.toString(pool.manager()));
            assertThat(ran.out() + ran.err()).contains("4 recycled, 0 failed, 0 kept");
            assertThat(load.failures()).isEmpty();
        }
    }

    /// A worker that reads from a slow client takes the interruption for the client's end, so it is
    /// waited for, however long: the plain signal would cut all of these off.
    @Test
    void aWorkerThatReadsFromASlowClientIsWaitedFor() throws IOException {
        try (var pool = Kind.STARMAN.pool("--read-timeout", "120")) {
            TestPool.sleep(Duration.ofMillis(2500));
            var clients = new ArrayList<SlowClient>();
            for (int i = 0; i < 4; i++) {
                clients.add(new SlowClient(pool.port()));
            }
            var run = Kidreaper.start("restart", "--pid", Long.toString(pool.manager()));
            TestPool.sleep(Duration.ofSeconds(6));
            for (SlowClient client : clients) {
                assertThat(client.finish()).contains("200", "end\n");
            }
            var ran = Kidreaper.end(run);
            assertThat(ran.out() + ran.err()).contains("4 recycled, 0 failed, 0 kept");
        }
    }

    @Test
    void oneThatIsNeverSeenIdleIsLeftAloneAndReported() throws IOException {
        try (var pool = Kind.STARMAN.pool("--read-timeout", "120")) {
            TestPool.sleep(Duration.ofMillis(2500));
            var clients = new ArrayList<SlowClient>();
            for (int i = 0; i < 4; i++) {
                clients.add(new SlowClient(pool.port()));
            }
            var before = pool.workers();
            String pid = Long.toString(pool.manager());
            var ran = Kidreaper.run("restart", "--pid", pid, "--deadline", "4s");
            assertThat(ran.exit()).isEqualTo(1);
            assertThat(ran.out() + ran.err())
                    .contains("0 recycled, 4 failed", "left alone: it was busy");
            for (SlowClient client : clients) {
                assertThat(client.finish()).contains("200", "end\n");
            }
            assertThat(pool.workers()).isEqualTo(before);
        }
    }
}
