package dev.kidreaper.history;

import java.time.Instant;

/// Where new events are kept, for an operator.
public sealed interface Condition {
    /// On disk.
    record OnDisk() implements Condition {}

    /// In memory only.
    ///
    /// @param why the disk is not used, a sentence
    record InMemory(Instant since, String why) implements Condition {}
}
