package dev.kidreaper.pool;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.MemorySample;
import java.util.List;

/// Where what happens to pools is remembered and told. Called by the threads of all pools.
public interface Recorder {
    /// Something happened. Returns once it is kept, or cannot be.
    void record(Event event);

    /// Workers were read.
    void record(List<MemorySample> readings);
}
