package dev.kidreaper.recycle;

import dev.kidreaper.decide.IdleProof;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.Profile;
import dev.kidreaper.model.ProfileTrait.AcceptorThread;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;

/// How the graceful signal is brought to one worker without harm: one strategy for each sort of
/// worker.
sealed interface Delivery extends AutoCloseable
        permits FollowToAccept, HoldAcceptor, PlainSignal, StopAndInspect {
    /// Waits for a moment at which the signal does no harm, and sends it then. Ends early when the
    /// worker has left, or when the kernel does not let us see what it does.
    ///
    /// @param first whether the worker is asked for the first time: then it is worth more time, and
    ///   in the end a moment amid a request, if the signal does no harm there either
    /// @throws LinuxException EPERM when the kernel does not let us do what the strategy needs
    /// @throws Refusal when another program has stopped the worker
    Attempt attempt(boolean first, Deadline deadline) throws LinuxException, Unreadable, Refusal;

    @Override
    void close();

    /// The strategy for that kind of worker. Where the kernel does not let us see into the worker,
    /// only the plain signal is left.
    ///
    /// @throws Refusal when a plain signal would cut off requests of that kind
    static Delivery choose(
            WorkerHandle handle, Profile profile, Signal signal, Pace pace, Proc proc)
            throws LinuxException, Refusal {
        var acceptor = profile.trait(AcceptorThread.class);
        if (acceptor.isEmpty() && !IdleProof.isNeeded(profile)) {
            return new PlainSignal(handle, signal);
        }
        StoppableWorker worker;
        try {
            worker = StoppableWorker.open(handle, profile, proc);
        } catch (LinuxException e) {
            if (!e.isNotPermitted()) {
                throw e;
            }
            if (profile.isOnlyProven()) {
                throw Refusal.unseen(signal);
            }
            return new PlainSignal(handle, signal);
        }
        if (acceptor.isPresent()) {
            return new HoldAcceptor(worker, acceptor.get(), signal, pace, proc);
        }
        var inspection = new StopAndInspect(worker, profile, signal, pace);
        return IdleProof.mayFollow(profile)
                ? new FollowToAccept(worker, profile, signal, pace, proc, inspection)
                : inspection;
    }
}
