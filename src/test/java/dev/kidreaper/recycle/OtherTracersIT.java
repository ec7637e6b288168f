package dev.kidreaper.recycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.WebRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A worker that another program traces: a debugger, strace, php-fpm's own log of slow requests. It
/// is not stopped, which a debugger would show as a stop; it is asked when the other has let it go.
class OtherTracersIT {
    private static final Duration KILL_AFTER = Duration.ofSeconds(2);
    private static final Reason REASON = new Reason(RecycleCause.ASKED, Measure.USS, 1, null);

    private final Proc proc = Proc.ofMachine();
    private final PoolReader pools = new PoolReader(proc, Recognition::of);

    @Test
    void isLeftAloneForAsLong() throws Exception {
        try (var pool = TestPool.start(1)) {
            int worker = pool.children().getFirst();
            Path seen = pool.folder().resolve("strace");
            Process other = traced(worker, seen);
            assertThat(recycle(pool, Duration.ofSeconds(1)))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed ->
                                    assertThat(failed.problem())
                                            .contains("left alone", "pid " + other.pid()));
            assertThat(pool.children()).containsExactly(worker);
            assertThat(WebRequest.send(pool.socket(), "").answer()).isEqualTo(said(worker));

            var outcome =
                    CompletableFuture.supplyAsync(() -> recycle(pool, Duration.ofSeconds(60)));
            TestPool.sleep(Duration.ofMillis(200));
            other.destroy();
            assertThat(outcome.get()).isInstanceOf(Outcome.Recycled.class);
            assertThat(TestPool.read(seen)).doesNotContain("SIG");
        }
    }

    /// A debugger at a breakpoint: the worker is stopped, and goes on when the debugger lets it go.
    @Test
    void isAskedWhenADebuggerThatHadStoppedItLetsItGo() {
        String hold =
                """
                import ctypes, os, sys, time
                ptrace = ctypes.CDLL(None).ptrace
                ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
                worker = int(sys.argv[1])
                assert ptrace(16, worker, None, None) == 0
                os.waitpid(worker, 0)
                time.sleep(2)
                ptrace(17, worker, None, None)
                """;
        try (var pool = TestPool.start(1)) {
            int worker = pool.children().getFirst();
            Kidreaper.start(List.of("python3", "-c", hold, Integer.toString(worker)));
            TestPool.await("its stop", () -> TestPool.state(worker) == 't');
            assertThat(recycle(pool, Duration.ofSeconds(60))).isInstanceOf(Outcome.Recycled.class);
        }
    }

    /// The operator's word holds for it too, and not before its time: no signal comes before KILL.
    @Test
    void isKilledWhereTheOperatorSaysSo() throws Exception {
        try (var pool = TestPool.start(1)) {
            int worker = pool.children().getFirst();
            Path seen = pool.folder().resolve("strace");
            traced(worker, seen);
            assertThat(recycle(pool, Duration.ofSeconds(1), KILL_AFTER))
                    .isInstanceOfSatisfying(
                            Outcome.Recycled.class,
                            recycled -> {
                                assertThat(recycled.killed()).isTrue();
                                assertThat(recycled.leftAfter())
                                        .isBetween(KILL_AFTER, KILL_AFTER.plusSeconds(10));
                                assertThat(recycled.replacedBy()).isNotNull();
                            });
            assertThat(pool.children()).hasSize(1).doesNotContain(worker);
            assertThat(TestPool.read(seen).replace("+++ killed by SIGKILL +++", ""))
                    .doesNotContain("SIG");
        }
    }

    /// Has another program trace a worker.
    ///
    /// @param seen where that program writes which signals the worker gets
    private static Process traced(int worker, Path seen) {
        String[] how = {"strace", "-qq", "-e", "trace=none", "-o"};
        var command = new ArrayList<>(List.of(how));
        command.addAll(List.of(seen.toString(), "-p", Integer.toString(worker)));
        Process other = Kidreaper.start(command);
        TestPool.await("the other", () -> TestPool.status(worker, "TracerPid") != 0);
        return other;
    }

    private static String said(int worker) {
        return "pid=%d end\n".formatted(worker);
    }

    private Outcome recycle(TestPool pool, Duration deadline) {
        return recycle(pool, deadline, null);
    }

    private Outcome recycle(TestPool pool, Duration deadline, @Nullable Duration killAfter) {
        var pace =
                new Pace(
                        Duration.ZERO,
                        Duration.ofMillis(300),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(500),
                        deadline,
                        killAfter);
        try {
            Manager manager = pools.manager(pool.manager());
            ProcessId worker = pools.stat(pool.children().getFirst()).id();
            return Recycler.oneByOne(proc, pools, manager, Signal.HUP, pace, null)
                    .recycle(worker, REASON);
        } catch (Unreadable e) {
            throw new AssertionError(e);
        }
    }
}
