package dev.kidreaper.recycle;

import dev.kidreaper.decide.IdleProof;
import dev.kidreaper.linux.DeadManSwitch;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Moment;
import dev.kidreaper.model.Profile;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/// Delivers the graceful signal to one worker at a moment at which it can do no harm: the idle
/// proof.
/*
 * A worker whose threads serve has the one held that takes connections: see HoldAcceptor.
 *
 * A worker of a kind that may be followed to its next accept is: see FollowToAccept. Any other, or where
 * the kernel does not let us follow, is looked at again and again: stop the worker, see it stopped,
 * look where it is; if the moment is good, send the signal; let it go on. The signal is pending
 * before the worker runs again, so it is handled before the worker does anything else. Why that is
 * a proof: see IdleProof.
 *
 * The worker stands still for some tenths of a millisecond a look. That it never stays so is the
 * kernel's promise, not ours: see DeadManSwitch.
 */
final class Delivery implements AutoCloseable {
    /// How long a stopped worker may take to be seen stopped; one that sits in the kernel's own
    /// waits (a disk, a fork) takes longer and counts as busy.
    private static final Duration STOP_WITHIN = Duration.ofMillis(20);

    private static final long STOP_POLL_NANOS = 30_000;

    /// Between two looks: quick at first, then so seldom that a busy worker hardly notices.
    private static final int QUICK_LOOKS = 20;

    private static final long QUICK_NANOS = 1_000_000;
    private static final long SLOW_NANOS = 5_000_000;

    private final WorkerHandle workerHandle;
    private final Profile profile;
    private final Signal signal;
    private final Proc proc;
    private final IdleProbe idleProbe;
    private final DeadManSwitch release;

    private Delivery(
            WorkerHandle workerHandle,
            Profile profile,
            Signal signal,
            Proc proc,
            IdleProbe idleProbe,
            DeadManSwitch release) {
        this.workerHandle = workerHandle;
        this.profile = profile;
        this.signal = signal;
        this.proc = proc;
        this.idleProbe = idleProbe;
        this.release = release;
    }

    /// Prepares to look at a worker.
    ///
    /// @throws LinuxException when the kernel does not let us look
    static Delivery prepare(WorkerHandle workerHandle, Profile profile, Signal signal, Proc proc)
            throws LinuxException {
        var idleProbe = new IdleProbe(proc, workerHandle.id(), profile);
        try {
            // Armed before the first stop; the process that the pid names now is the one that the
            // target's handle holds, as long as that one has not exited.
            var release = DeadManSwitch.arm(workerHandle.id().pid(), Signal.CONT.number());
            return new Delivery(workerHandle, profile, signal, proc, idleProbe, release);
        } catch (LinuxException e) {
            idleProbe.close();
            throw e;
        }
    }

    /// Waits for a moment at which no request is touched, and sends the signal then. Ends early
    /// when the worker has left, or when the kernel does not let us see ({@link Moment#HIDDEN}).
    Attempt attempt(Duration longest) throws LinuxException, Unreadable, Refusal {
        if (profile.acceptor() != null) {
            refuseStopped();
            return new HoldAcceptor(workerHandle, profile.acceptor(), signal, proc)
                    .attempt(longest);
        }
        if (IdleProof.mayFollow(profile)) {
            refuseStopped();
            try {
                return new FollowToAccept(workerHandle, profile, signal, proc).attempt(longest);
            } catch (LinuxException e) {
                if (!e.isNotPermitted()) {
                    throw e;
                }
            }
        }
        return look(longest, false);
    }

    /// As {@link #attempt}, and also takes a moment amid a request at which the signal does no harm
    /// to that kind of worker.
    Attempt attemptAmidRequest(Duration longest) throws LinuxException, Unreadable, Refusal {
        return look(longest, true);
    }

    private Attempt look(Duration longest, boolean amidRequest)
            throws LinuxException, Unreadable, Refusal {
        long end = System.nanoTime() + longest.toNanos();
        for (int looks = 0; ; looks++) {
            if (looks % QUICK_LOOKS == 0 && !idleProbe.learn()) {
                return new Attempt(Moment.HIDDEN, false);
            }
            Attempt attempt = look(amidRequest);
            boolean over = System.nanoTime() - end >= 0 || workerHandle.hasExited();
            if (attempt.sent() || attempt.moment() == Moment.HIDDEN || over) {
                return attempt;
            }
            long pause = looks < QUICK_LOOKS ? QUICK_NANOS : SLOW_NANOS;
            // Spread, so that the looks do not fall into step with the worker's own rhythm.
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(pause / 2, pause * 3 / 2));
        }
    }

    private Attempt look(boolean amidRequest) throws LinuxException, Unreadable, Refusal {
        refuseStopped();
        workerHandle.signal(Signal.STOP);
        try {
            Moment moment = awaitStopped() ? idleProbe.moment() : Moment.BUSY;
            boolean good = IdleProof.isGood(moment, profile, amidRequest);
            if (good) {
                workerHandle.signal(signal);
            }
            return new Attempt(moment, good);
        } finally {
            workerHandle.signal(Signal.CONT);
        }
    }

    private void refuseStopped() throws LinuxException, Refusal {
        char state = idleProbe.state();
        if (state == 'T' || state == 't') {
            throw new Refusal("somebody else has stopped it: is it being debugged?");
        }
    }

    private boolean awaitStopped() throws LinuxException {
        long end = System.nanoTime() + STOP_WITHIN.toNanos();
        while (idleProbe.state() != 'T') {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(STOP_POLL_NANOS);
        }
        return true;
    }

    @Override
    public void close() {
        release.close();
        idleProbe.close();
    }
}
