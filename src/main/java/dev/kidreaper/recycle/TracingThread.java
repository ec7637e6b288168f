package dev.kidreaper.recycle;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Moment;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.recycle.Delivery.Attempt;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The one thread on which a worker is traced. Its caller waits for it with a deadline.
/*
 * The kernel's wait for a traced process has no time limit, so it is done on a thread of its own,
 * and the caller may give up. Either that thread sends the signal or the caller gives up, never
 * both: once the caller has given up, the worker's handle may be closed.
 *
 * A thread that is still in the kernel's wait keeps its hold on the worker, which nobody else can
 * trace meanwhile. So no second thread is started before the first has ended.
 *
 * Should this program end, the kernel lets the worker go.
 */
final class TracingThread {
    private final String name;
    private final Wake wake;
    private final Duration endsWithin;
    private @Nullable CompletableFuture<@Nullable Void> running;

    /// @param endsWithin how long the thread may take to end once its caller has given up and has
    ///   woken it; it may also end later
    TracingThread(String name, Wake wake, Duration endsWithin) {
        this.name = name;
        this.wake = wake;
        this.endsWithin = endsWithin;
    }

    /// What is done on the thread.
    interface Tracing {
        Attempt trace(Decision decision) throws LinuxException, Unreadable, Refusal;
    }

    /// Gets the thread out of the kernel's wait, so that it sees that its caller has given up.
    interface Wake {
        void wake() throws LinuxException;
    }

    /// Which side decides about one attempt: the thread by taking it before it sends, the caller by
    /// taking it when it gives up.
    static final class Decision {
        private final AtomicBoolean taken = new AtomicBoolean();
        private final CompletableFuture<Attempt> attempt = new CompletableFuture<>();

        /// Takes it. False when the other side has it.
        boolean take() {
            return taken.compareAndSet(false, true);
        }

        /// Whether one side has it.
        boolean isTaken() {
            return taken.get();
        }

        /// The thread has taken it, and has sent the signal. It may go on tracing.
        void sent(Moment moment) {
            attempt.complete(Attempt.sentAt(moment));
        }
    }

    /// The end of tracing one process: the thread lets it go where it is stopped, if need be after
    /// a signal that gets the thread out of the kernel's wait. Once it is let go no signal is sent:
    /// it would cut short a call of a process that is traced no more. Nor before its first stop,
    /// which comes without one.
    static final class LettingGo {
        private boolean waits;
        private boolean signalled;
        private boolean done;

        /// Sends the signal.
        interface Send {
            void send() throws LinuxException;
        }

        /// The process goes on from where it was stopped.
        ///
        /// @param moving whether into a call that a signal would cut short
        synchronized void goesOn(boolean moving) {
            waits = !moving;
        }

        /// No signal is sent any more. One that was sent before may still be on its way.
        synchronized void ends() {
            done = true;
        }

        /// Has the signal sent once, unless it would cut a call short: then the thread sees at the
        /// end of that call that it is to let the process go.
        synchronized void signal(Send send) throws LinuxException {
            if (waits && !signalled && !done) {
                signalled = true;
                send.send();
            }
        }
    }

    /// Traces until that is done or the deadline is over.
    ///
    /// @return busy when the caller gave up
    Attempt run(Tracing tracing, Deadline deadline) throws LinuxException, Unreadable, Refusal {
        if (!awaitEnd(deadline)) {
            return Attempt.busy();
        }
        var decision = new Decision();
        var ended = new CompletableFuture<@Nullable Void>();
        running = ended;
        Thread.ofPlatform().name(name).daemon().start(() -> trace(tracing, decision, ended));
        try {
            Attempt attempt = result(decision.attempt, deadline.left());
            if (attempt == null && decision.take()) {
                wake.wake();
                attempt = result(decision.attempt, endsWithin);
                return attempt == null ? Attempt.busy() : attempt;
            }
            return attempt == null ? decision.attempt.get() : attempt; // It is sending just now.
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException("[BUG] nobody interrupts this thread", e);
        }
    }

    private static void trace(
            Tracing tracing, Decision decision, CompletableFuture<@Nullable Void> ended) {
        try {
            decision.attempt.complete(tracing.trace(decision));
        } catch (LinuxException | Unreadable | Refusal | RuntimeException | OutOfMemoryError e) {
            decision.attempt.completeExceptionally(e);
        } finally {
            ended.complete(null);
        }
    }

    /// Whether the thread has not ended yet.
    boolean isTracing() {
        return running != null && !running.isDone();
    }

    /// Waits for an earlier attempt to end. Its result is of no use: its caller has given up.
    /// Whether it has ended in time.
    boolean awaitEnd(Deadline deadline) {
        try {
            if (running != null) {
                running.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
            }
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("[BUG] it only ends", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("[BUG] nobody interrupts this thread", e);
        }
    }

    /// The result; null when there is none in time.
    private static @Nullable Attempt result(CompletableFuture<Attempt> attempt, Duration longest)
            throws ExecutionException, InterruptedException {
        try {
            return attempt.get(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return null;
        }
    }

    private static IllegalStateException rethrown(@Nullable Throwable cause)
            throws LinuxException, Unreadable, Refusal {
        switch (cause) {
            case LinuxException e -> throw e;
            case Unreadable e -> throw e;
            case Refusal e -> throw e;
            case null, default ->
                    throw new IllegalStateException("[BUG] while tracing a worker", cause);
        }
    }
}
