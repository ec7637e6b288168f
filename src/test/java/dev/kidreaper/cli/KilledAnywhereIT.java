package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.CWorker;
import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.Program;
import dev.kidreaper.testing.Served;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.WebRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// kidreaper is killed at any moment, in whatever it does, under load: no worker stays stopped or
/// traced, no event that was told of is lost, no worker of `serve` is left behind.
@Order(1)
class KilledAnywhereIT {
    /// A commands' run is killed while it starts, while it recycles, or at its end.
    private static final int COMMAND_MILLIS = 900;

    private static final int DAEMON_MILLIS = 1200;

    /// In which `serve` starts one worker after another.
    private static final int STARTS_WORKERS_MILLIS = 20;

    private static final Duration WORST_WITHIN = Duration.ofSeconds(2);

    /// A daemon does not show more events at once.
    private static final int MOST_ASKED = 500;

    private static final Pattern TOLD =
            Pattern.compile(
                    "(?m)^\\S+Z (pool=pool .*event=(recycling|recycled|failed|vanished|pool-found)"
                            + ".*)$");

    @TempDir private Path folder = Path.of("");
    private final Random random = new Random();

    /// Those of a run of all tests.
    @Test
    void twoHundredTimes() throws Exception {
        times(70, 70, 30, 30);
    }

    @Tag("soak")
    @Test
    void aThousandTimes() throws Exception {
        times(350, 350, 150, 150);
    }

    private void times(int restarts, int reaps, int watches, int serves) throws Exception {
        Kidreaper.build();
        CWorker.program();
        var lanes =
                List.of(
                        CompletableFuture.supplyAsync(
                                () -> commands(restarts, "restart", "--newborn", "100ms")),
                        CompletableFuture.supplyAsync(() ->
                                commands(
                                        reaps,
                                        "reap",
                                        "--limit",
                                        "1K",
                                        "--measure",
                                        "rss",
                                        "--newborn",
                                        "100ms",
                                        "--pause",
                                        "0s")),
                        CompletableFuture.supplyAsync(() -> daemons(watches)),
                        CompletableFuture.supplyAsync(() -> served(serves)));
        int held = 0;
        for (CompletableFuture<Integer> lane : lanes) {
            held += lane.get();
        }
        System.out.printf("killed; a worker was held in that moment in %d cases%n", held);
        // Else this test has not looked at what it is about.
        assertThat(held).isPositive();
    }

    private int commands(int times, String... words) {
        int held = 0;
        try (var pool = TestPool.start(2);
                var _ = new Load(pool.socket())) {
            var line = new ArrayList<>(List.of(words));
            line.addAll(List.of("--pid", Integer.toString(pool.manager())));
            for (int i = 0; i < times; i++) {
                Process one = Kidreaper.start(line.toArray(String[]::new));
                if (i % 2 == 0) {
                    awaitHeld(pool, one);
                } else {
                    TestPool.sleep(Duration.ofMillis(random.nextInt(COMMAND_MILLIS)));
                }
                one.destroyForcibly();
                held += areHeld(pool) ? 1 : 0;
                assertLetGo(pool);
            }
        }
        return held;
    }

    /// Workers leave all the time; each daemon is killed, and the next one has what it told of.
    private int daemons(int times) {
        int held = 0;
        try (var pool = TestPool.start(2);
                var _ = new Load(pool.socket())) {
            String settings =
                    """
                    pid = %d
                    max-age = "500ms"
                    [pool.pace]
                    pause = "0s"
                    newborn = "100ms"
                    """
                            .formatted(pool.manager());
            var told = new ArrayList<String>();
            for (int i = 0; i < times; i++) {
                DaemonProcess daemon = DaemonProcess.begin(folder, settings);
                // A quarter while it starts, the others while it recycles.
                if (i % 4 != 0) {
                    TestPool.await(
                            () -> "its pool: " + daemon.log(),
                            () -> daemon.log().contains("event=pool-found"));
                }
                TestPool.sleep(Duration.ofMillis(random.nextInt(DAEMON_MILLIS)));
                held += areHeld(pool) ? 1 : 0;
                daemon.kill();
                assertLetGo(pool);
                TOLD.matcher(daemon.log()).results().forEach(r -> told.add(r.group(1)));
            }
            assertTold(settings, told);
        }
        return held;
    }

    private void assertTold(String settings, List<String> told) {
        var latest = told.subList(Math.max(0, told.size() - MOST_ASKED), told.size());
        try (var last = DaemonProcess.start(folder, settings)) {
            String events = last.ask("events").out();
            assertThat(latest).isNotEmpty().allMatch(events::contains);
        }
    }

    private int served(int times) {
        Path own = folder.resolve("served");
        try {
            Files.createDirectories(own);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String[] words = {"--workers", "2", "--", CWorker.program().toString()};
        // By this all that comes of it is known, also what it starts in its last moment.
        String mark = "KILLED_ANYWHERE=" + own;
        String kidreaper = Path.of("kidreaper").toAbsolutePath().toString();
        var command = new ArrayList<>(List.of("env", mark, kidreaper));
        command.addAll(Served.words(own, words));
        for (int i = 0; i < times; i++) {
            var serve = Program.start(own, own.resolve("serve.log"), command);
            ProcessHandle handle = ProcessHandle.of(serve.pid()).orElseThrow();
            // A quarter while it starts, the others when it has begun to start workers, most of
            // these amid that.
            if (i % 4 != 0) {
                TestPool.await("a worker", () -> handle.descendants().anyMatch(this::isWorker));
            }
            int span = i % 4 < 2 ? DAEMON_MILLIS / 2 : STARTS_WORKERS_MILLIS;
            TestPool.sleep(Duration.ofMillis(random.nextInt(span)));
            handle.destroyForcibly();
            handle.onExit().join();
        }
        TestPool.await(() -> "the end of " + marked(mark), () -> marked(mark).isEmpty());
        return 0;
    }

    private static List<ProcessHandle.Info> marked(String mark) {
        return ProcessHandle.allProcesses()
                .filter(process -> isMarked(process, mark))
                .map(ProcessHandle::info)
                .toList();
    }

    private boolean isWorker(ProcessHandle process) {
        return process.info().command().stream().anyMatch(CWorker.program().toString()::equals);
    }

    private static boolean isMarked(ProcessHandle process, String mark) {
        String environment = TestPool.read(Path.of("/proc/" + process.pid() + "/environ"));
        return ("\0" + environment).contains("\0" + mark + "\0");
    }

    /// Waits for the worst moment: a worker stands still at its bidding.
    private static void awaitHeld(TestPool pool, Process kidreaper) {
        long end = System.nanoTime() + WORST_WITHIN.toNanos();
        while (!areHeld(pool) && kidreaper.isAlive() && System.nanoTime() < end) {
            LockSupport.parkNanos(50_000); // It is so for some tenths of a millisecond.
        }
    }

    private static boolean areHeld(TestPool pool) {
        return pool.children().stream().anyMatch(KilledAnywhereIT::isHeld);
    }

    private static boolean isHeld(int worker) {
        char state = TestPool.state(worker);
        return state == 'T' || state == 't' || isTraced(worker);
    }

    private static boolean isTraced(int worker) {
        String status = TestPool.read(Path.of("/proc/" + worker + "/status"));
        return status.contains("TracerPid:") && !status.contains("TracerPid:\t0\n");
    }

    private static void assertLetGo(TestPool pool) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (areHeld(pool)) {
            assertThat(System.nanoTime()).as("a worker is held").isLessThan(end);
            TestPool.sleep(Duration.ofMillis(5));
        }
    }

    /// Requests, one after another, until it is closed.
    private static final class Load implements AutoCloseable {
        private final AtomicBoolean over = new AtomicBoolean();
        private final Thread thread;

        Load(Path socket) {
            thread = Thread.ofPlatform().daemon().start(() -> run(socket));
        }

        private void run(Path socket) {
            while (!over.get()) {
                var answer = WebRequest.send(socket, "chat=0.05").answer();
                if (!answer.contains("end")) {
                    return; // The pool ends.
                }
                TestPool.sleep(Duration.ofMillis(30));
            }
        }

        @Override
        public void close() throws IllegalStateException {
            over.set(true);
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
