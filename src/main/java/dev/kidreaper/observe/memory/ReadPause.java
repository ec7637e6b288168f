package dev.kidreaper.observe.memory;

import java.util.concurrent.locks.LockSupport;

/// The pauses while another process's memory is read in many small pieces. Each piece takes the
/// lock on that memory (mmap_lock) for a moment. A reader that asks for it again at once gets it
/// before the process itself. The process then waits in mmap(2) or brk(2) for up to 4 ms, until the
/// kernel hands over the lock (RWSEM_WAIT_TIMEOUT in kernel/locking/rwsem.c). For one thread at a
/// time.
final class ReadPause {
    /// The longest time without a pause.
    private static final long MOST_NANOS = 250_000;

    /// Long enough for a waiting process to wake up and take the lock.
    private static final long PAUSE_NANOS = 50_000;

    private long since = System.nanoTime();
    private long nanos;

    /// Pauses, if the last pause is long enough ago. To be called without a lock.
    void take() {
        long now = System.nanoTime();
        if (now - since >= MOST_NANOS) {
            LockSupport.parkNanos(PAUSE_NANOS);
            since = System.nanoTime();
            nanos += since - now;
        }
    }

    /// The time of all pauses.
    long nanos() {
        return nanos;
    }
}
