package dev.kidreaper.recycle;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Moment;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.ProfileTrait.AcceptorThread;
import dev.kidreaper.model.ProfileTrait.CutsOpenConnections;
import dev.kidreaper.observe.Sockets;
import dev.kidreaper.observe.Threads;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.recycle.WorkerGate.Held;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// Holds a worker at the gate, where it asks for its next connection and has none, and sends the
/// signal there. From then on it gets no connection, until it has left.
/*
 * Nothing is stopped or traced. The worker has one thread, which waits in accept(2) for our answer,
 * so what is seen of it stays so. The signal interrupts that wait, or our answer does: the worker
 * finds what it finds whenever a signal comes in an idle moment.
 */
final class HoldAtGate implements Delivery {
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration TRIED_EVERY = Duration.ofMillis(20);

    /// One that has asked so often after the signal does not obey it.
    private static final int DISOBEYS = 3;

    private final LeaveRequest request;
    private final WorkerGate gate;
    private final Delivery otherwise;
    private boolean turnedAway;

    /// @param otherwise for a worker that does not ask in a while: it waits for a connection
    ///   already, or has a long request; closed with this one
    HoldAtGate(LeaveRequest request, WorkerGate gate, Delivery otherwise) {
        this.request = request;
        this.gate = gate;
        this.otherwise = otherwise;
    }

    /// Whether what the worker does is certain while it is held: it has one thread, and serves one
    /// connection at a time, or finishes all that it has.
    static boolean canHold(LeaveRequest request, WorkerGate gate) throws Unreadable {
        ProcessId worker = request.handle().id();
        boolean mayCut = request.profile().trait(CutsOpenConnections.class).isPresent();
        return gate.knows(worker)
                && request.profile().trait(AcceptorThread.class).isEmpty()
                && Threads.count(request.proc(), worker.pid()) == 1
                && (!mayCut || Threads.isOneWithoutEpoll(request.proc(), worker.pid()));
    }

    @Override
    public Attempt attempt(Deadline deadline) throws LinuxException, Unreadable, Refusal {
        ProcessId worker = request.handle().id();
        Optional<Held> asks = gate.hold(worker, Durations.min(LOOK_EVERY, deadline.left()));
        if (asks.isEmpty()) {
            return gate.keeps(worker) ? Attempt.busy() : otherwise.attempt(deadline);
        }
        try (Held held = asks.get()) {
            if (isHarmless(worker) && request.departure().tryTake() && held.turnAway()) {
                turnedAway = true;
                request.handle().signal(request.signal());
                held.answer();
                return Attempt.sentAt(Moment.IDLE);
            }
        }
        LockSupport.parkNanos(TRIED_EVERY.toNanos());
        return Attempt.busy();
    }

    /// Whether the worker holds no connection, or is of a kind that finishes those that it has.
    private boolean isHarmless(ProcessId worker) throws LinuxException, Unreadable, Refusal {
        if (request.profile().harmless().contains(Moment.BUSY)) {
            return true;
        }
        try (var sockets = new Sockets(request.proc(), worker.pid())) {
            sockets.learn();
            return !sockets.holdsConnection();
        } catch (Unreadable e) {
            if (e.why() == Unreadable.Why.DENIED) {
                throw Refusal.unseen(request.signal());
            }
            throw e;
        }
    }

    @Override
    public boolean servesOn(Deadline deadline) throws LinuxException, Unreadable, Refusal {
        return turnedAway
                ? gate.refusals(request.handle().id()) >= DISOBEYS
                : otherwise.servesOn(deadline);
    }

    @Override
    public void close() throws LinuxException {
        if (turnedAway) {
            gate.readmit(request.handle().id());
        }
        otherwise.close();
    }
}
