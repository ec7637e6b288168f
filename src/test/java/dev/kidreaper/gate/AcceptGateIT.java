package dev.kidreaper.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kidreaper.linux.Child;
import dev.kidreaper.linux.EnvironmentVariables;
import dev.kidreaper.linux.Errno;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Pidfd;
import dev.kidreaper.linux.SeccompListener;
import dev.kidreaper.testing.GatedServer;
import dev.kidreaper.testing.TestPool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the kernel does at a gate, seen with a real server: the ground of
/// docs/decisions/0029-gate.md.
class AcceptGateIT {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir private Path folder;
    private @Nullable GatedStart started;
    private @Nullable AcceptGate gate;
    private final Guests guests = new Guests();

    /// Notes who asks; lets in whoever asks while it is open.
    private static final class Guests implements AcceptGate.Doorman {
        private final BlockingQueue<Ask> asks = new LinkedBlockingQueue<>();
        private volatile boolean open;

        private record Ask(int thread, int descriptor, long call) {}

        @Override
        public boolean mayEnter(int thread, int descriptor, long call) {
            asks.add(new Ask(thread, descriptor, call));
            return open;
        }

        @Override
        public long turn(long now) {
            return now + LONG.toNanos();
        }

        @Override
        public void empty() {
            // The thread that started them stays.
        }

        @Override
        public void trouble(Exception problem) {
            throw new AssertionError(problem);
        }

        private Ask next() throws InterruptedException {
            return Objects.requireNonNull(asks.poll(LONG.toSeconds(), TimeUnit.SECONDS));
        }
    }

    private void start(int workers, String... traits) throws Exception {
        var made =
                GatedStart.of(
                        GatedServer.command(folder, workers, traits),
                        EnvironmentVariables.ofOurs(),
                        false);
        started = made;
        assertThat(made.refused()).isNull();
        gate = new AcceptGate(Objects.requireNonNull(made.listener()), guests);
        gate.open("test");
    }

    private Child manager() {
        return Objects.requireNonNull(started).manager();
    }

    private AcceptGate gate() {
        return Objects.requireNonNull(gate);
    }

    @AfterEach
    void stop() throws LinuxException {
        if (started != null) {
            endAll();
            manager().process().awaitExit(LONG);
            manager().collect();
            gate().close();
        }
    }

    /// The manager first: it would fork others.
    private void endAll() {
        ProcessHandle manager = ProcessHandle.of(manager().pid()).orElseThrow();
        var all = Stream.concat(Stream.of(manager), manager.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    private CompletableFuture<String> asking() {
        return GatedServer.asking(GatedServer.socket(folder));
    }

    private static boolean isThere(CompletableFuture<String> answer) throws Exception {
        try {
            answer.get(SHORT.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (java.util.concurrent.TimeoutException e) {
            return false;
        }
    }

    @Test
    void aWorkerAsksForEachConnectionAndTakesItWhenLetIn() throws Exception {
        start(1);
        for (int i = 1; i <= 3; i++) {
            Guests.Ask ask = guests.next();
            var answer = asking();
            assertThat(isThere(answer)).isFalse();
            assertThat(gate().letIn(ask.call())).isTrue();
            assertThat(answer.get()).isEqualTo("pid=%d answers=%d end".formatted(ask.thread(), i));
        }
        assertThat(gate().isWaiting(guests.next().call())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "restart", "nonblock"})
    void oneThatIsSignalledWhileItWaitsLeavesWithoutAConnection(String trait) throws Exception {
        start(1, trait);
        GatedServer.awaitListening(GatedServer.socket(folder));
        var answer = asking(); // Where accept does not block, it asks only then.
        Guests.Ask ask = guests.next();
        TestPool.kill("HUP", ask.thread());
        gate().turnAway(ask.call(), trait.equals("nonblock") ? Errno.EWOULDBLOCK : Errno.EINTR);
        Guests.Ask next = guests.next();
        while (next.thread() == ask.thread()) { // With SA_RESTART the call begins anew.
            gate().turnAway(next.call(), Errno.EINTR);
            next = guests.next();
        }
        gate().letIn(next.call());
        assertThat(answer.get()).startsWith("pid=" + next.thread());
    }

    @Test
    void aStopAndAContinueHaveItAskAgainWithoutATrace() throws Exception {
        start(1);
        Guests.Ask ask = guests.next();
        TestPool.kill("STOP", ask.thread());
        TestPool.kill("CONT", ask.thread());
        Guests.Ask again = guests.next();
        assertThat(again.thread()).isEqualTo(ask.thread());
        assertThat(gate().isWaiting(ask.call())).isFalse();
        assertThat(gate().letIn(ask.call())).isFalse();
        gate().letIn(again.call());
        assertThat(asking().get()).endsWith("answers=1 end"); // It was told of no error.
    }

    @Test
    void whileNobodyAnswersTheyWaitAndAnotherListenerTakesThemOver() throws Exception {
        start(2);
        guests.next();
        guests.next();
        var answer = asking();
        gate().close();
        try (var manager = Pidfd.open(manager().pid());
                var listener = SeccompListener.of(manager, Child.LISTENER_AT)) {
            assertThat(isThere(answer)).isFalse();
            var successor = new Guests();
            successor.open = true;
            try (var second = new AcceptGate(listener, successor)) {
                second.open("second");
                assertThat(isThere(answer)).isFalse(); // Their questions went to the first one.
                ProcessHandle.of(manager().pid())
                        .orElseThrow()
                        .children()
                        .forEach(w -> {
                            TestPool.kill("STOP", w.pid());
                            TestPool.kill("CONT", w.pid());
                        });
                assertThat(answer.get()).endsWith("end");
            }
            TestPool.sleep(SHORT);
        }
    }

    @Test
    void aManagerThatClosesAllDescriptorsStaysBehindTheGate() throws Exception {
        start(1, "closeall");
        gate().letIn(guests.next().call());
        assertThat(asking().get()).endsWith("answers=1 end");
        try (var manager = Pidfd.open(manager().pid())) {
            assertThatThrownBy(() -> SeccompListener.of(manager, Child.LISTENER_AT))
                    .isInstanceOf(LinuxException.class); // So only we have a copy.
        }
    }

    @Test
    void aTreeHasOneListener() throws Exception {
        var second = new CompletableFuture<Integer>();
        Thread.ofPlatform()
                .start(() -> {
                    try (var _ = SeccompListener.install()) {
                        second.complete(errnoOfInstall());
                    } catch (LinuxException e) {
                        second.completeExceptionally(e);
                    }
                });
        assertThat(second.get()).isEqualTo(Errno.EBUSY);
    }

    private static int errnoOfInstall() {
        try (var _ = SeccompListener.install()) {
            return 0;
        } catch (LinuxException e) {
            return e.errno();
        }
    }
}
