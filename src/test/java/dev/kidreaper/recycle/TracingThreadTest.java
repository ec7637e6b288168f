package dev.kidreaper.recycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Tracee;
import dev.kidreaper.model.Moment;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.recycle.Delivery.Attempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// The kernel's wait is played by a latch.
class TracingThreadTest {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());

    @Test
    void whatTheThreadFindsIsTheResult() throws Exception {
        var thread = new TracingThread("t", stopped::countDown, LONG);

        assertThat(thread.run(this::sendIfNotGivenUp, Deadline.in(LONG)))
                .isEqualTo(Attempt.sentAt(Moment.IDLE));
        assertThat(done).containsExactly("sent");
    }

    @Test
    void onceTheCallerHasGivenUpNothingIsSent() throws Exception {
        var thread = new TracingThread("t", stopped::countDown, LONG);

        assertThat(thread.run(this::sendAfterStop, Deadline.in(SHORT))).isEqualTo(Attempt.busy());
        assertThat(done).containsExactly("given up");
    }

    @Test
    void aThreadThatDoesNotWakeIsNotWaitedForForEver() throws Exception {
        var thread = new TracingThread("t", () -> {}, SHORT);

        assertThat(thread.run(this::sendAfterStop, Deadline.in(SHORT))).isEqualTo(Attempt.busy());
        assertThat(done).isEmpty();
        stopped.countDown();
    }

    /// The kernel would refuse the second thread, for the first one still traces the worker.
    @Test
    void asLongAsOneThreadTracesNoSecondOneIsStarted() throws Exception {
        var thread = new TracingThread("t", () -> {}, SHORT);
        thread.run(this::sendAfterStop, Deadline.in(SHORT));

        assertThat(thread.run(_ -> traced("second"), Deadline.in(SHORT))).isEqualTo(Attempt.busy());
        assertThat(done).isEmpty();

        stopped.countDown();
        assertThat(thread.run(_ -> traced("third"), Deadline.in(LONG)))
                .isEqualTo(Attempt.sentAt(Moment.IDLE));
        assertThat(done).containsExactly("given up", "third");
    }

    @Test
    void aFailureOfTheThreadIsItsCallers() {
        var thread = new TracingThread("t", () -> {}, SHORT);

        assertThatThrownBy(() -> thread.run(_ -> traceOurselves(), Deadline.in(LONG)))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.isNotPermitted()).isTrue());
        assertThatThrownBy(() ->
                        thread.run(
                                _ -> {
                                    throw new Refusal("it has a reason");
                                },
                                Deadline.in(LONG)))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() ->
                        thread.run(
                                _ -> {
                                    throw new Unreadable(Unreadable.Why.GONE, "gone");
                                },
                                Deadline.in(LONG)))
                .isInstanceOf(Unreadable.class);
    }

    private static Attempt traceOurselves() throws LinuxException {
        try (var _ = Tracee.seize((int) ProcessHandle.current().pid())) {
            return Attempt.busy();
        }
    }

    private Attempt sendAfterStop(TracingThread.Decision decision) {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return sendIfNotGivenUp(decision);
    }

    private Attempt sendIfNotGivenUp(TracingThread.Decision decision) {
        if (decision.take()) {
            return traced("sent");
        }
        done.add("given up");
        return Attempt.busy();
    }

    private Attempt traced(String what) {
        done.add(what);
        return Attempt.sentAt(Moment.IDLE);
    }

    @Test
    void noSignalIsSentToAProcessThatHasBeenLetGo() throws Exception {
        var end = new TracingThread.LettingGo();
        end.goesOn(false);
        end.ends();
        end.signal(() -> done.add("signal"));
        assertThat(done).isEmpty();
    }

    /// The kernel would drop it, and the thread would wait for it for ever.
    @Test
    void noSignalIsSentBeforeTheFirstStop() throws Exception {
        var end = new TracingThread.LettingGo();
        end.signal(() -> done.add("signal"));
        assertThat(done).isEmpty();
    }

    @Test
    void noSignalIsSentIntoACallThatItWouldCutShort() throws Exception {
        var end = new TracingThread.LettingGo();
        end.goesOn(true);
        end.signal(() -> done.add("signal"));
        assertThat(done).isEmpty();
    }

    @Test
    void aProcessThatWaitsIsSignalledOnce() throws Exception {
        var end = new TracingThread.LettingGo();
        end.goesOn(false);
        end.signal(() -> done.add("signal"));
        end.signal(() -> done.add("again"));
        assertThat(done).containsExactly("signal");
    }
}
