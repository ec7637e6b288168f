package dev.kidreaper.pool.served;

import dev.kidreaper.model.Signal;
import java.util.List;

/// The process of a worker that we have started. For the thread that owns the pool.
interface SpawnedProcess extends AutoCloseable {
    /// Sends it a signal. Whether it was there still.
    boolean signal(Signal signal);

    /// Whether it has exited.
    boolean hasExited();

    /// Its last lines of output, oldest first. May wait for a moment.
    List<String> lastWords();

    /// Collects it once it has exited. How it ended, in words.
    String collect();

    @Override
    void close();
}
