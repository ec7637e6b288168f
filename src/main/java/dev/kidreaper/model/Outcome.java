package dev.kidreaper.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What became of one worker that was to be recycled.
public sealed interface Outcome {
    /// The worker it is about.
    ProcessId worker();

    /// Why it was to go.
    Reason reason();

    /// It left and its replacement serves, or its manager wanted none.
    ///
    /// @param leftAfter from the first signal to its exit
    /// @param replacedBy who serves in its place; null when its manager has not replaced it and
    ///   needs nobody in its place
    /// @param idleProof whether it was seen idle, stopped, when the signal was delivered
    /// @param killed whether it had to be ended by KILL, as the operator allowed
    record Recycled(
            ProcessId worker,
            Reason reason,
            Duration leftAfter,
            @Nullable ProcessId replacedBy,
            boolean idleProof,
            boolean killed)
            implements Outcome {}

    /// It did not leave, or nobody came in its place.
    ///
    /// @param problem a sentence for the operator
    /// @param fatal whether going on to the next worker would make things worse
    /// @param refused whether the kernel did not permit it
    record Failed(ProcessId worker, Reason reason, String problem, boolean fatal, boolean refused)
            implements Outcome {}

    /// It was gone, or no longer the manager's, before anything was sent to it.
    record Vanished(ProcessId worker, Reason reason) implements Outcome {}
}
