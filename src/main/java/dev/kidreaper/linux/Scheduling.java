package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;

/// The scheduling policy of our threads (sched(7)).
public final class Scheduling {
    private static final int SCHED_OTHER = 0;
    private static final int SCHED_BATCH = 3;

    private Scheduling() {}

    /// Sets `SCHED_BATCH` for the calling thread, and for the threads and processes that it starts
    /// from now on: when they wake up, they preempt no other thread, but wait for a free processor.
    /// It does nothing if the operator chose another policy for us, or if the kernel does not allow
    /// it.
    public static void letOthersFinish() {
        try (var arena = Arena.ofConfined()) {
            if (LibcProcess.schedGetScheduler(0) == SCHED_OTHER) {
                LibcProcess.schedSetScheduler(0, SCHED_BATCH, arena.allocate(JAVA_INT));
            }
        }
    }
}
