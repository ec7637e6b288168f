package dev.kidreaper.recycle;

import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Hears what a run does while it does it.
public interface RecycleListener {
    /// A worker is about to be asked to leave.
    ///
    /// @param left how many more will follow, as far as is known now
    default void starting(ProcessId worker, Reason reason, int left) {}

    /// A worker has left, and its replacement is waited for.
    ///
    /// @param after how long that took
    default void left(ProcessId worker, Duration after) {}

    /// No worker is asked for that long.
    default void pausing(Duration pause) {}

    /// Why no other worker is to be asked, a sentence; null: one may be.
    default @Nullable String objection() {
        return null;
    }

    /// A worker was busy, and others go before it: it will be starting again.
    default void putBehind(ProcessId worker) {}

    /// A worker has been recycled, or has not been.
    default void ended(Outcome outcome) {}
}
