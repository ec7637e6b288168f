package dev.kidreaper.recycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.PhpProfiles;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Worker;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.PoolReader.Depth;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.ServingCheck;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Who counts as the replacement of a worker of one of php-fpm's pools. The manager is made up,
/// since the real one cannot be made to wait.
class ReplacementIT {
    private static final Pace PACE =
            new Pace(
                    Duration.ZERO,
                    Duration.ofMillis(200),
                    Duration.ofSeconds(1),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(20),
                    null);

    /// HUP: a worker of pool `b`; USR1: one of pool `a`.
    private static final String PROGRAM =
            """
            use IO::Socket::INET;
            my $socket = IO::Socket::INET->new(Listen => 5, LocalAddr => '127.0.0.1') or die;
            sub born {
                return if fork;
                $0 = "php-fpm: pool $_[0]";
                $socket->accept while 1;
            }
            $SIG{HUP} = sub { born('b') };
            $SIG{USR1} = sub { born('a') };
            born('a');
            born('b');
            select undef, undef, undef, 0.05 while 1;
            """;

    private final Proc proc = Proc.ofMachine();
    private final PoolReader pools = new PoolReader(proc, Recognition::of);
    private final Process perl = new ProcessBuilder("perl", "-e", PROGRAM).start();
    private final Manager manager;

    ReplacementIT() throws IOException, Unreadable {
        manager = pools.manager((int) perl.pid()).with(PhpProfiles.PHP_FPM);
        TestPool.await("two workers", () -> titles("a") == 1 && titles("b") == 1);
    }

    @AfterEach
    void stop() {
        perl.descendants().forEach(ProcessHandle::destroyForcibly);
        perl.destroyForcibly();
    }

    @Test
    void aNewWorkerOfAnotherPoolIsNone() throws Unreadable {
        var wait = new ReplacementWait(proc, pools, manager, PACE, null, new HashSet<>(), check());
        ProcessId leaving = of("a").id();
        wait.remember(leaving);
        TestPool.kill("KILL", leaving.pid());
        TestPool.kill("HUP", perl.pid());
        TestPool.await("another of b", () -> titles("b") == 2);
        var found = CompletableFuture.supplyAsync(() -> wait.await(() -> false));
        TestPool.sleep(Duration.ofSeconds(1));
        assertThat(found).isNotDone();
        TestPool.kill("USR1", perl.pid());
        TestPool.await("one of a", () -> titles("a") == 1);
        assertThat(found.join()).isEqualTo(new ReplacementWait.Serving(of("a").id()));
    }

    /// As php-fpm leaves it when it has told the worker to leave itself.
    @Test
    void noneIsNeededWhereTwoOthersAreIdle() throws Unreadable {
        TestPool.kill("USR1", perl.pid());
        TestPool.await("two of a", () -> titles("a") == 2);
        TestPool.kill("USR1", perl.pid());
        TestPool.await("three of a", () -> titles("a") == 3);
        var wait = new ReplacementWait(proc, pools, manager, PACE, null, new HashSet<>(), check());
        ProcessId leaving = of("a").id();
        wait.remember(leaving);
        TestPool.kill("KILL", leaving.pid());
        assertThat(wait.await(() -> false)).isEqualTo(new ReplacementWait.NotWanted(Set.of()));
    }

    /// A manager that cannot fork would be left without any by the next recycle.
    @Test
    void whereOneIsLeftItIsInDoubt() throws Unreadable {
        TestPool.kill("USR1", perl.pid());
        TestPool.await("two of a", () -> titles("a") == 2);
        var wait = new ReplacementWait(proc, pools, manager, PACE, null, new HashSet<>(), check());
        ProcessId leaving = of("a").id();
        wait.remember(leaving);
        TestPool.kill("KILL", leaving.pid());
        TestPool.await("one of a", () -> titles("a") == 1);
        assertThat(wait.await(() -> false))
                .isEqualTo(new ReplacementWait.NotWanted(Set.of(of("a").id())));
    }

    @Test
    void whereNobodyIsLeftAReplacementMustCome() throws Unreadable {
        var hurried =
                new Pace(
                        PACE.pause(),
                        PACE.newborn(),
                        PACE.proof(),
                        PACE.settle(),
                        Duration.ofSeconds(4),
                        null);
        var wait =
                new ReplacementWait(proc, pools, manager, hurried, null, new HashSet<>(), check());
        ProcessId leaving = of("a").id();
        wait.remember(leaving);
        TestPool.kill("KILL", leaving.pid());
        assertThat(wait.await(() -> false))
                .isEqualTo(
                        new ReplacementWait.None("the manager forked no replacement within 4.0 s"));
    }

    private ServingCheck check() {
        return new ServingCheck(proc, manager.profile());
    }

    private Worker of(String pool) throws Unreadable {
        return pools.pool(manager, Depth.CHEAP).workers().stream()
                .filter(w -> w.title().equals("php-fpm: pool " + pool))
                .findFirst()
                .orElseThrow();
    }

    private long titles(String pool) {
        try {
            return pools.pool(manager, Depth.CHEAP).workers().stream()
                    .filter(w -> w.title().equals("php-fpm: pool " + pool))
                    .count();
        } catch (Unreadable e) {
            throw new IllegalStateException(e);
        }
    }
}
