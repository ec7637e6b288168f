package dev.kidreaper.decide.fleet;

import java.time.Duration;

/// What the store answered.
public sealed interface StoreAnswer {
    record Seen(BudgetView view) implements StoreAnswer {}

    record Counted(long keys) implements StoreAnswer {}

    record Members(long hosts, long workers) implements StoreAnswer {}

    /// To a change.
    ///
    /// @param revision the change's; 0: it was refused, since something was not as it had been seen
    record Committed(long revision) implements StoreAnswer {}

    /// To the host's entry.
    ///
    /// @param ours whether the host's entry is that of this run; false: another one has it
    record Announced(boolean ours) implements StoreAnswer {}

    /// None came, or one that makes no sense. Whether a change has happened is not known.
    ///
    /// @param why a sentence
    /// @param pause at least so long until the next question
    record Away(String why, Duration pause) implements StoreAnswer {}
}
