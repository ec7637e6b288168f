package dev.kidreaper.recycle;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Moment;
import dev.kidreaper.model.Signal;

/// Sends the graceful signal at once: for workers to which it does no harm at any moment, and where
/// the kernel does not let us see into a worker.
record PlainSignal(WorkerHandle handle, Signal signal) implements Delivery {
    @Override
    public Attempt attempt(boolean first, Deadline deadline) throws LinuxException {
        handle.signal(signal);
        return Attempt.sentAt(Moment.HIDDEN);
    }

    @Override
    public void close() {
        // The handle belongs to the caller.
    }
}
