package dev.kidreaper.recycle;

import dev.kidreaper.decide.IdleProof;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Tracee;
import dev.kidreaper.model.Moment;
import dev.kidreaper.model.Profile;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Follows one worker through the request that it serves to the next `accept`, and delivers the
/// graceful signal there.
/*
 * A worker of a pool under full load never waits for a request, so it cannot be found waiting by
 * looking now and then. Followed from system call to system call it cannot be missed: when it
 * enters accept it has finished its request and has not taken the next. The signal is pending when
 * it goes on: accept either finds nobody waiting and ends by it, or hands out a connection, and the
 * signal's handler runs on its return, before the first byte is read.
 *
 * The kernel's wait for a traced process has no time limit, so it is done on a thread of its own;
 * who waits for that thread may give up. Either that thread sends or the other gives up, never
 * both: after giving up, the target's handle may be closed.
 */
final class FollowToAccept {
    private static final Duration LET_GO_WITHIN = Duration.ofSeconds(10);

    private final WorkerHandle workerHandle;
    private final Profile profile;
    private final Signal signal;
    private final Proc proc;
    private final AtomicBoolean decided = new AtomicBoolean();

    FollowToAccept(WorkerHandle workerHandle, Profile profile, Signal signal, Proc proc) {
        this.workerHandle = workerHandle;
        this.profile = profile;
        this.signal = signal;
        this.proc = proc;
    }

    /// Follows it, at most so long.
    ///
    /// @throws LinuxException EPERM when the kernel does not let us, or when somebody else follows
    ///   it
    Attempt attempt(Duration longest) throws LinuxException, Unreadable, Refusal {
        var following = new FutureTask<>(this::follow);
        Thread.ofPlatform().name("follow-" + workerHandle.id()).daemon().start(following);
        try {
            try {
                return following.get(longest.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (!decided.compareAndSet(false, true)) {
                    return following.get();
                }
            }
            return giveUp(following);
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException("[BUG] nobody interrupts this thread", e);
        }
    }

    /// To a traced process every signal is a stop, even one that means nothing to it: that wakes
    /// the thread that waits for it.
    private Attempt giveUp(FutureTask<Attempt> following)
            throws LinuxException, ExecutionException, InterruptedException {
        workerHandle.signal(Signal.CONT);
        try {
            return following.get(LET_GO_WITHIN.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new Attempt(Moment.BUSY, false); // The kernel itself cannot stop it just now.
        }
    }

    private Attempt follow() throws LinuxException, Unreadable, Refusal {
        try (var idleProbe = new IdleProbe(proc, workerHandle.id(), profile)) {
            if (!idleProbe.learn()) {
                return new Attempt(Moment.HIDDEN, false);
            }
            try (var tracee = Tracee.seize(workerHandle.id().pid())) {
                if (workerHandle.hasExited()) {
                    return new Attempt(Moment.BUSY, false); // Its pid may be another's by now.
                }
                tracee.interrupt();
                return follow(tracee, idleProbe);
            }
        }
    }

    private Attempt follow(Tracee tracee, IdleProbe idleProbe)
            throws LinuxException, Unreadable, Refusal {
        while (tracee.awaitStop()) {
            if (tracee.isStoppedByOthers()) {
                throw new Refusal("somebody else has stopped it: is it being debugged?");
            }
            if (idleProbe.isInAccept()) {
                Moment moment = idleProbe.moment();
                boolean good = IdleProof.isGood(moment, profile, false);
                if (good && decided.compareAndSet(false, true)) {
                    workerHandle.signal(signal);
                    return new Attempt(moment, true);
                }
            }
            if (decided.get()) {
                break;
            }
            tracee.step();
        }
        return new Attempt(Moment.BUSY, false);
    }

    private static IllegalStateException rethrown(@Nullable Throwable cause)
            throws LinuxException, Unreadable, Refusal {
        switch (cause) {
            case LinuxException e -> throw e;
            case Unreadable e -> throw e;
            case Refusal e -> throw e;
            case null, default ->
                    throw new IllegalStateException("[BUG] while following a worker", cause);
        }
    }
}
