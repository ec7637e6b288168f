package dev.kidreaper.act;

import dev.kidreaper.decide.Moments;
import dev.kidreaper.decide.Moments.In;
import dev.kidreaper.linux.DeadManSwitch;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Moment;
import dev.kidreaper.model.Profile;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.Call;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Sight;
import dev.kidreaper.observe.Sockets;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/// Delivers the graceful signal to one worker at a moment at which it can do no harm: the idle
/// proof.
/*
 * Stop the worker, see it stopped, look where it is; if the moment is good, send the signal; let it
 * go on. The signal is pending before the worker runs again, so it is handled before the worker
 * does anything else. Why that is a proof: see Moments.
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

    private final Target target;
    private final Profile profile;
    private final Signal signal;
    private final Sight sight;
    private final DeadManSwitch release;

    private Delivery(
            Target target, Profile profile, Signal signal, Sight sight, DeadManSwitch release) {
        this.target = target;
        this.profile = profile;
        this.signal = signal;
        this.sight = sight;
        this.release = release;
    }

    /// Prepares to look at a worker.
    ///
    /// @throws LinuxException when the kernel does not let us look
    static Delivery prepare(Target target, Profile profile, Signal signal, Proc proc)
            throws LinuxException {
        var sight = new Sight(proc, target.id());
        try {
            // Armed before the first stop; the process that the pid names now is the one that the
            // target's handle holds, as long as that one has not exited.
            var release = DeadManSwitch.arm(target.id().pid(), Signal.CONT.number());
            return new Delivery(target, profile, signal, sight, release);
        } catch (LinuxException e) {
            sight.close();
            throw e;
        }
    }

    /// What came of looking for a good moment.
    ///
    /// @param moment the last one seen
    /// @param sent whether it was good and the signal was sent
    record Attempt(Moment moment, boolean sent) {}

    /// Looks for a good moment, at most so long, and sends the signal if there is one. Ends early
    /// when the worker has left, or when the kernel does not let us see ({@link Moment#HIDDEN}).
    Attempt attempt(Duration longest) throws LinuxException, Unreadable, Refusal {
        long start = System.nanoTime();
        for (int looks = 0; ; looks++) {
            if (looks % QUICK_LOOKS == 0 && !sockets()) {
                return new Attempt(Moment.HIDDEN, false);
            }
            var looked = Duration.ofNanos(System.nanoTime() - start);
            Attempt attempt = look(looked, longest);
            boolean over = looked.compareTo(longest) >= 0 || target.hasExited();
            if (attempt.sent() || attempt.moment() == Moment.HIDDEN || over) {
                return attempt;
            }
            long pause = looks < QUICK_LOOKS ? QUICK_NANOS : SLOW_NANOS;
            // Spread, so that the looks do not fall into step with the worker's own rhythm.
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(pause / 2, pause * 3 / 2));
        }
    }

    /// Learns what the worker's sockets are. Whether the kernel lets us.
    private boolean sockets() throws Unreadable {
        try {
            sight.sockets().learn();
            return true;
        } catch (Unreadable e) {
            if (e.why() == Unreadable.Why.DENIED) {
                return false;
            }
            throw e;
        }
    }

    private Attempt look(Duration looked, Duration longest)
            throws LinuxException, Unreadable, Refusal {
        char before = sight.state();
        if (before == 'T' || before == 't') {
            throw new Refusal("somebody else has stopped it: is it being debugged?");
        }
        target.signal(Signal.STOP);
        try {
            Moment moment = awaitStopped() ? moment() : Moment.BUSY;
            boolean good = Moments.isGood(moment, profile, looked, longest);
            if (good) {
                target.signal(signal);
            }
            return new Attempt(moment, good);
        } finally {
            target.signal(Signal.CONT);
        }
    }

    private boolean awaitStopped() throws LinuxException {
        long end = System.nanoTime() + STOP_WITHIN.toNanos();
        while (sight.state() != 'T') {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(STOP_POLL_NANOS);
        }
        return true;
    }

    private Moment moment() throws LinuxException, Unreadable {
        Call call;
        try {
            call = sight.call();
        } catch (LinuxException e) {
            if (e.isNotPermitted()) {
                return Moment.HIDDEN;
            }
            throw e;
        }
        boolean computing = profile.harmless().contains(Moment.COMPUTING);
        if (call.kind() == Call.Kind.OTHER || (call.kind() == Call.Kind.NONE && !computing)) {
            return Moment.BUSY; // Whatever it holds: the descriptors need not be read.
        }
        sight.sockets().look();
        boolean atWork = computing && sight.isAtWork();
        In in = call.kind() == Call.Kind.NONE && atWork ? In.COMPUTING : in(call, sight.sockets());
        return Moments.of(in, sight.sockets().holdsConnection(), profile);
    }

    private static In in(Call call, Sockets sockets) {
        int descriptor = (int) call.argument();
        return switch (call.kind()) {
            case ACCEPT -> sockets.isSocket(descriptor) ? In.ACCEPT : In.ELSEWHERE;
            case POLL -> In.POLL;
            case LOCK -> In.LOCK;
            case FUTEX -> In.FUTEX;
            case SLEEP -> In.SLEEP;
            case READ -> sockets.isConnection(descriptor) ? In.READ_CLIENT : In.READ_OTHER;
            case WRITE -> In.WRITE;
            case OTHER, NONE -> In.ELSEWHERE;
            case HIDDEN -> In.UNSEEN;
        };
    }

    @Override
    public void close() {
        release.close();
        sight.close();
    }
}
