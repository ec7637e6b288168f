package dev.kidreaper.pool.started;

import dev.kidreaper.model.Signal;
import java.util.List;

/// A process that we have started, from its start until it is let go of. For the thread that owns
/// the pool.
public interface StartedProcess extends AutoCloseable {
    /// Sends it a signal.
    ///
    /// @return whether it was there still
    boolean signal(Signal signal);

    /// Whether it has exited.
    boolean hasExited();

    /// Its last lines of output, oldest first. May wait for a moment.
    List<String> lastWords();

    /// Collects it once it has exited.
    ///
    /// @return how it ended, in words
    String collect();

    /// Lets go of it: its end is no longer ours to see to.
    @Override
    void close();
}
