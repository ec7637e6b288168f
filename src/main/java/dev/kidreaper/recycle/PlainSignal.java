package dev.kidreaper.recycle;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Moment;
import dev.kidreaper.model.Profile;
import dev.kidreaper.model.ProfileTrait.CutsOpenConnections;
import dev.kidreaper.observe.Threads;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Sends the graceful signal once, at any moment: for where the kernel does not let us see into a
/// worker.
final class PlainSignal implements Delivery {
    private static final Duration TRIED_EVERY = Duration.ofMillis(20);

    private final LeaveRequest request;

    PlainSignal(LeaveRequest request) {
        this.request = request;
    }

    /// Refuses where the signal could cut off requests of that kind.
    @Override
    public Attempt attempt(Deadline deadline) throws LinuxException, Unreadable, Refusal {
        Profile profile = request.profile();
        int pid = request.handle().id().pid();
        if (profile.isOnlyProven()
                || (profile.trait(CutsOpenConnections.class).isPresent()
                        && !Threads.isOneWithoutEpoll(request.proc(), pid))) {
            throw Refusal.unseen(request.signal());
        }
        if (!request.departure().tryTake()) {
            LockSupport.parkNanos(TRIED_EVERY.toNanos());
            return Attempt.busy();
        }
        request.handle().signal(request.signal());
        return Attempt.sentAt(Moment.HIDDEN);
    }

    /// What the worker does is not seen.
    @Override
    public boolean servesOn(Deadline deadline) {
        return false;
    }

    @Override
    public void close() {
        // The handle belongs to the caller.
    }
}
