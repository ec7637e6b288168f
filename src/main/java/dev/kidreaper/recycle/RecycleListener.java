package dev.kidreaper.recycle;

import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;

/// Is told what a run does as it does it.
public interface RecycleListener {
    /// A worker is about to be asked to leave.
    ///
    /// @param left how many more are to follow, as far as is known now
    default void starting(ProcessId worker, Reason reason, int left) {}

    /// What became of it.
    default void ended(Outcome outcome) {}
}
