package dev.kidreaper.recycle;

import dev.kidreaper.model.Pace;
import dev.kidreaper.model.Profile;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.recycle.Departures.Departure;
import org.jspecify.annotations.Nullable;

/// What is known where one worker is to be asked to leave.
///
/// @param handle of the worker
/// @param profile of its manager
/// @param signal by which it is asked
/// @param departure to be taken before the signal is sent
/// @param hasSiblings whether other workers take the connections that this one does not
/// @param gate at which it can be held; null: there is none
record LeaveRequest(
        WorkerHandle handle,
        Profile profile,
        Signal signal,
        Pace pace,
        Proc proc,
        Departure departure,
        boolean hasSiblings,
        @Nullable WorkerGate gate) {
    /// One where there is no gate.
    LeaveRequest(
            WorkerHandle handle,
            Profile profile,
            Signal signal,
            Pace pace,
            Proc proc,
            Departure departure,
            boolean hasSiblings) {
        this(handle, profile, signal, pace, proc, departure, hasSiblings, null);
    }
}
