package dev.kidreaper.recycle;

import dev.kidreaper.decide.IdleProof;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Tracee;
import dev.kidreaper.model.Moment;
import dev.kidreaper.model.Profile;
import dev.kidreaper.model.ProfileTrait;
import dev.kidreaper.model.ProfileTrait.ThreadsAccept;
import dev.kidreaper.observe.Threads;
import dev.kidreaper.observe.Unreadable;

/// How the graceful signal is brought to one worker without harm: one strategy for each sort of
/// worker.
sealed interface Delivery extends AutoCloseable
        permits FollowToAccept, HoldAcceptor, HoldAtGate, PlainSignal, StopAndInspect {
    /// Waits for a moment at which the signal does no harm, and sends it then. Ends early when the
    /// worker has left, or when the kernel does not let us see what it does.
    ///
    /// @throws LinuxException EPERM when the kernel does not let us do what the strategy needs
    /// @throws Refusal when another program has stopped the worker
    Attempt attempt(Deadline deadline) throws LinuxException, Unreadable, Refusal;

    /// Whether a worker that was asked a while ago is seen waiting for the next connection: it does
    /// not obey. False when that is not seen in time.
    boolean servesOn(Deadline deadline) throws LinuxException, Unreadable, Refusal;

    @Override
    void close() throws LinuxException;

    /// The strategy for that kind of worker.
    ///
    /// @throws Refusal when the kernel does not let us see what is needed
    static Delivery choose(LeaveRequest request) throws LinuxException, Unreadable, Refusal {
        Delivery ungated = ungated(request);
        WorkerGate gate = request.gate();
        return gate != null && HoldAtGate.canHold(request, gate)
                ? new HoldAtGate(request, gate, ungated)
                : ungated;
    }

    private static Delivery ungated(LeaveRequest request)
            throws LinuxException, Unreadable, Refusal {
        StoppableWorker worker;
        try {
            worker = StoppableWorker.open(request.handle(), request.profile(), request.proc());
        } catch (LinuxException e) {
            if (!e.isNotPermitted()) {
                throw e;
            }
            return new PlainSignal(request);
        }
        var acceptor = request.profile().trait(ProfileTrait.AcceptorThread.class);
        if (acceptor.isPresent()) {
            return new HoldAcceptor(request, worker, acceptor.get());
        }
        var inspection = new StopAndInspect(request, worker);
        return mayFollow(request) ? new FollowToAccept(request, worker, inspection) : inspection;
    }

    /// Whether one thread of the worker takes all of its connections: its first one.
    private static boolean mayFollow(LeaveRequest request) throws Unreadable {
        Profile profile = request.profile();
        boolean anyThread = profile.isUnknown() || profile.trait(ThreadsAccept.class).isPresent();
        int pid = request.handle().id().pid();
        return (Tracee.canRefuse() || IdleProof.mayFollow(profile))
                && (!anyThread || Threads.count(request.proc(), pid) == 1);
    }

    /// The result of waiting for a moment at which a worker may be signalled.
    ///
    /// @param moment the last moment at which it was seen
    /// @param sent whether the signal was sent then
    record Attempt(Moment moment, boolean sent) {
        /// The signal was sent at that moment.
        static Attempt sentAt(Moment moment) {
            return new Attempt(moment, true);
        }

        /// No moment came at which it could have been sent.
        static Attempt busy() {
            return new Attempt(Moment.BUSY, false);
        }

        /// The kernel does not let us see what the worker does.
        static Attempt hidden() {
            return new Attempt(Moment.HIDDEN, false);
        }

        /// Whether another attempt could still find a moment.
        boolean mayBeRepeated() {
            return !sent && moment != Moment.HIDDEN;
        }
    }
}
