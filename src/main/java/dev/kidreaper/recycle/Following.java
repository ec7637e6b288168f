package dev.kidreaper.recycle;

import dev.kidreaper.linux.Errno;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Tracee;
import dev.kidreaper.model.IdleWait;
import dev.kidreaper.model.Moment;
import dev.kidreaper.model.Profile;
import dev.kidreaper.model.ProfileTrait;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.Call;
import dev.kidreaper.observe.ConnectionWait;
import dev.kidreaper.observe.Sockets;
import dev.kidreaper.observe.Status;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.recycle.Delivery.Attempt;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One worker while it is followed, from one system call to the next. For the thread that traces.
/*
 * The moment cannot be missed, not even under full load. The worker is stopped where it enters the
 * call, so no call is cut short, and nothing that it does for a request is touched. Should it try
 * to take a connection after the signal, before its handler has run, the call fails as if there
 * were none, and another worker takes that connection.
 *
 * A worker that serves several connections at once may always hold one. It is known by its trying
 * to take one while it holds one. If it has siblings, it is kept from taking more for a while,
 * until those that it holds have ended. If they do not end, it goes on as before.
 */
final class Following {
    /// Between two looks at the descriptors of a worker that waits often.
    private static final long LOOK_EVERY_NANOS = 2_000_000;

    /// Finding out what a new socket is takes some calls.
    private static final long LEARN_EVERY_NANOS = 50_000_000;

    /// How long a worker that is kept from taking connections is held each time it tries: it would
    /// try again at once.
    private static final long REFUSED_NANOS = 1_000_000;

    /// So often a worker that was asked may call a blocking accept. Its handler has run long
    /// before; it looks for what the handler has noted only once it has a connection.
    private static final int MOST_REFUSED = 20;

    private final LeaveRequest request;
    private final Tracee tracee;
    private final Sockets sockets;
    private final ConnectionWait connectionWait;
    private final TracingThread.Decision decision;
    private final BooleanSupplier released;
    private final TracingThread.LettingGo lettingGo;
    private long lookedAt;
    private long learntAt;
    private long drainsUntil;
    private boolean draining;
    private boolean drained;
    private boolean asked;
    private boolean over;
    private boolean exited;
    private int refused;

    /// @param sockets of the worker, learnt
    /// @param released whether a worker that was asked is to be let go
    /// @param lettingGo how it ends
    Following(
            LeaveRequest request,
            Tracee tracee,
            Sockets sockets,
            TracingThread.Decision decision,
            BooleanSupplier released,
            TracingThread.LettingGo lettingGo) {
        this.request = request;
        this.tracee = tracee;
        this.sockets = sockets;
        this.connectionWait =
                new ConnectionWait(request.proc(), request.handle().id().pid(), sockets);
        this.decision = decision;
        this.released = released;
        this.lettingGo = lettingGo;
        this.lookedAt = System.nanoTime() - LOOK_EVERY_NANOS;
        this.learntAt = System.nanoTime();
    }

    /// Follows the worker until it is asked and has exited, or the caller gives up.
    Attempt ask() throws LinuxException, Unreadable, Refusal {
        while (tracee.awaitStop()) {
            refuseIfStoppedByOthers();
            noteManagersWord();
            over |= asked ? released.getAsBoolean() : decision.isTaken();
            boolean goes = isLetGo();
            Call call = !goes && tracee.isEnteringCall() ? call(tracee) : null;
            if (call != null) {
                enters(call);
                goes = isLetGo();
            }
            if (exited || goes || !goesOn(call)) {
                break;
            }
        }
        if (!asked) {
            request.departure().giveBack();
        }
        return asked ? Attempt.sentAt(Moment.IDLE) : Attempt.busy();
    }

    /// Follows the worker until it waits for a connection, or the caller gives up.
    Attempt see() throws LinuxException, Unreadable, Refusal {
        boolean waits = false;
        while (tracee.awaitStop()) {
            refuseIfStoppedByOthers();
            Call call = tracee.isEnteringCall() ? call(tracee) : null;
            waits |= call != null && connectionWait.isFor(call);
            over |= waits || decision.isTaken();
            if (isLetGo() || !goesOn(call)) {
                break;
            }
        }
        return waits ? new Attempt(Moment.IDLE, false) : Attempt.busy();
    }

    /// Lets the worker go, if that is to be. Not before a signal has come that is on its way, ours
    /// or one that means nothing to a worker that is not traced: it would cut short the next call.
    private boolean isLetGo() throws Unreadable {
        if (!over) {
            return false;
        }
        lettingGo.ends();
        return tracee.swallow(Signal.CONT.number()) || !signals().areOnTheirWay();
    }

    private Status.Signals signals() throws Unreadable {
        return Status.Signals.of(request.proc(), request.handle().id().pid());
    }

    /// Lets it run to the next stop. False if it has exited.
    ///
    /// @param call the call that it is entering; null: none
    private boolean goesOn(@Nullable Call call) throws LinuxException, Unreadable {
        boolean sure = Tracee.canRefuse();
        boolean moves = call != null && (call.transfers() || (!sure && call.breaks()));
        lettingGo.goesOn(moves);
        if (moves && sure) {
            Status.Signals signals = signals();
            if (!signals.areOnTheirWay()) {
                tracee.keepOff(signals.meaningless());
            } else if (!tracee.postpone()) {
                return false; // Else one would cut that call short.
            }
        }
        tracee.step();
        return true;
    }

    /// Its manager may tell it to leave, before or after us: then nobody comes in its place.
    private void noteManagersWord() throws LinuxException {
        var shrinks = request.profile().trait(ProfileTrait.Shrinks.class);
        int manager = request.handle().manager().pid();
        if (shrinks.isPresent() && tracee.isSignalled(shrinks.get().signal().number(), manager)) {
            request.departure().dismissed();
        }
    }

    private void refuseIfStoppedByOthers() throws Refusal {
        if (tracee.isStoppedByOthers()) {
            throw Refusal.stoppedByOthers();
        }
    }

    /// The call that a traced thread is entering.
    static Call call(Tracee tracee) {
        return Call.of(
                tracee.callNumber(),
                tracee.argument(0),
                tracee.argument(1),
                tracee.argument(2),
                tracee.argument(3));
    }

    /// The worker enters a call.
    private void enters(Call call) throws LinuxException, Unreadable {
        if (draining && System.nanoTime() - drainsUntil >= 0) {
            draining = false;
            request.departure().giveBack();
        }
        boolean accepts =
                call.kind() == Call.Kind.ACCEPT && sockets.isListening((int) call.first());
        // A worker that serves several connections never blocks on one.
        boolean blocks = accepts && connectionWait.blocks(call);
        if (!asked && isDue(accepts) && (accepts || isIdleWait(call))) {
            consider(accepts && !blocks);
        }
        if (over || !accepts || !(asked || (draining && !blocks)) || !Tracee.canRefuse()) {
            return;
        }
        if (asked && blocks && ++refused > MOST_REFUSED) {
            over = true;
            return;
        }
        exited = !tracee.refuse(blocks ? Errno.EINTR : Errno.EWOULDBLOCK);
        if (!asked || blocks) {
            LockSupport.parkNanos(REFUSED_NANOS);
        }
    }

    private boolean isDue(boolean accepts) {
        return accepts || System.nanoTime() - lookedAt >= LOOK_EVERY_NANOS;
    }

    /// Whether a worker that holds no connection waits in that call for the next one, or for its
    /// turn to do so.
    private boolean isIdleWait(Call call) {
        Profile profile = request.profile();
        return switch (call.kind()) {
            case POLL, SELECT, EPOLL -> connectionWait.isFor(call);
            case LOCK -> profile.idleWaits().contains(IdleWait.LOCK);
            case FUTEX -> profile.idleWaits().contains(IdleWait.FUTEX);
            default -> false;
        };
    }

    /// @param more whether it would take a connection while it may hold others
    private void consider(boolean more) throws LinuxException, Unreadable {
        if (holdsConnection()) {
            if (more) {
                drain();
            }
            return;
        }
        boolean mayGo = request.departure().tryTake();
        if (!decision.take()) {
            return; // The caller has given up, and wakes it.
        }
        if (mayGo) {
            request.handle().signal(request.signal());
            asked = true;
            decision.sent(Moment.IDLE);
        } else {
            over = true; // No call may come for long that would show that it may go by now.
        }
    }

    private boolean holdsConnection() throws Unreadable {
        sockets.look();
        long now = System.nanoTime();
        lookedAt = now;
        if (sockets.holdsConnection() && now - learntAt >= LEARN_EVERY_NANOS) {
            sockets.learn();
            learntAt = System.nanoTime();
        }
        return sockets.holdsConnection();
    }

    /// It would take a connection while it holds one. While it is kept from that it is away, as far
    /// as new connections are concerned; so this is done once.
    private void drain() {
        if (!drained && request.hasSiblings() && request.departure().tryTake()) {
            drained = true;
            draining = true;
            drainsUntil = System.nanoTime() + request.pace().proof().toNanos();
        }
    }
}
