package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.GatedServer;
import dev.kidreaper.testing.Running;
import dev.kidreaper.testing.TestPool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kidreaper run` under load, killed or stopped again and again: no request fails, and none waits
/// longer than nobody answered at the gate. Less often with `-Drun.kills=` and `-Drun.stops=`.
class RunKilledIT {
    private static final int KILLS = Integer.getInteger("run.kills", 1000);
    private static final int STOPS = Integer.getInteger("run.stops", 100);
    private static final int CLIENTS = 4;
    private static final Duration MORE = Duration.ofMillis(100);

    @TempDir private Path folder;
    private final ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean over = new AtomicBoolean();

    private record Answer(long asked, long answered, String text) {}

    private List<Thread> clients() {
        var clients = new ArrayList<Thread>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                while (!over.get()) {
                                    long asked = System.nanoTime();
                                    String text = GatedServer.ask(GatedServer.socket(folder));
                                    answers.add(new Answer(asked, System.nanoTime(), text));
                                    TestPool.sleep(Duration.ofMillis(1));
                                }
                            }));
        }
        return clients;
    }

    private void end(List<Thread> clients) throws InterruptedException {
        over.set(true);
        for (Thread client : clients) {
            client.join();
        }
    }

    /// The longest wait that was over since then. Those before are forgotten.
    private Duration longest() {
        long longest = 0;
        for (Answer next = answers.poll(); next != null; next = answers.poll()) {
            assertThat(next.text()).endsWith("end");
            longest = Math.max(longest, next.answered() - next.asked());
        }
        return Duration.ofNanos(longest);
    }

    @Test
    @Tag("soak")
    void killedAThousandTimes() throws Exception {
        var command = GatedServer.command(folder, 3);
        var options = List.of("--max-requests", "100");
        Running now = Running.start(folder, options, command);
        long manager = now.manager();
        var clients = clients();
        Duration most = Duration.ZERO;
        for (int i = 0; i < KILLS; i++) {
            longest();
            long killed = System.nanoTime();
            TestPool.kill("KILL", now.pid());
            now.awaitEnd();
            Running next = Running.begin(folder, List.of(), options, command);
            TestPool.await("taken over", () -> next.logs("event=taken-over") == 1);
            Duration gap = Duration.ofNanos(System.nanoTime() - killed);
            TestPool.await("its pool", () -> next.logs("event=pool-found") == 1);
            TestPool.sleep(Duration.ofMillis(i % 10 * 20L));
            Duration longest = longest();
            most = longest.compareTo(most) > 0 ? longest : most;
            assertThat(longest).as("kill %d: %s", i, next.log()).isLessThan(gap.plus(MORE));
            now = next;
        }
        end(clients);
        System.out.printf("%d kills: longest wait %s%n", KILLS, most);
        assertThat(now.manager()).isEqualTo(manager);
        now.close();
        TestPool.await("no last will", () -> lastWills() == 0);
    }

    @Test
    @Tag("soak")
    void stoppedForASecondAHundredTimes() throws Exception {
        try (var run =
                Running.start(
                        folder, List.of("--max-requests", "100"), GatedServer.command(folder, 3))) {
            var clients = clients();
            Duration most = Duration.ZERO;
            for (int i = 0; i < STOPS; i++) {
                longest();
                long stopped = System.nanoTime();
                TestPool.kill("STOP", run.pid());
                TestPool.sleep(Duration.ofSeconds(1));
                TestPool.kill("CONT", run.pid());
                Duration gap = Duration.ofNanos(System.nanoTime() - stopped);
                TestPool.sleep(Duration.ofMillis(300));
                Duration longest = longest();
                most = longest.compareTo(most) > 0 ? longest : most;
                assertThat(longest).as("stop %d", i).isLessThan(gap.plus(MORE));
            }
            end(clients);
            System.out.printf("%d stops: longest wait %s%n", STOPS, most);
        }
    }

    private long lastWills() {
        return ProcessHandle.allProcesses()
                .map(p -> TestPool.commandLine(p.pid()))
                .filter(line -> line.contains("let-all-in") && line.contains(folder.toString()))
                .count();
    }
}
