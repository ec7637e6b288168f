package dev.kidreaper.history;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.MemorySample;
import java.util.List;

/// The next work for the disk.
///
/// @param events that it does not have yet
/// @param eventsTo the number of the first event after them
/// @param readings that it does not have yet
/// @param readingsTo the number of the first reading after them
/// @param questions to ask it afterwards
record Batch(
        List<Event> events,
        long eventsTo,
        List<MemorySample> readings,
        long readingsTo,
        List<Question<?>> questions) {}
