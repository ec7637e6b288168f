package dev.kidreaper.recycle;

import dev.kidreaper.model.Pace;
import dev.kidreaper.model.Profile;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.recycle.Departures.Departure;

/// What is known where one worker is to be asked to leave.
///
/// @param handle of the worker
/// @param profile of its manager
/// @param signal by which it is asked
/// @param departure to be taken before the signal is sent
/// @param hasSiblings whether other workers take the connections that this one does not
record LeaveRequest(
        WorkerHandle handle,
        Profile profile,
        Signal signal,
        Pace pace,
        Proc proc,
        Departure departure,
        boolean hasSiblings) {}
