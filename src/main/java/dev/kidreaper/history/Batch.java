package dev.kidreaper.history;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.MemorySample;
import java.util.List;

/// What is to be done on disk next.
///
/// @param events those that it has not yet
/// @param eventsTo the number of the first event after them
/// @param readings those that it has not yet
/// @param readingsTo the number of the first reading after them
/// @param questions what is to be asked of it afterwards
record Batch(
        List<Event> events,
        long eventsTo,
        List<MemorySample> readings,
        long readingsTo,
        List<Question<?>> questions) {}
