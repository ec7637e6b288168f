package dev.kidreaper.history;

import java.time.Instant;

/// Where new events are kept, for an operator's eyes.
public sealed interface Condition {
    /// On disk.
    record OnDisk() implements Condition {}

    /// In memory only.
    ///
    /// @param why a sentence
    record InMemory(Instant since, String why) implements Condition {}
}
