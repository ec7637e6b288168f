package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;

/// How the kernel shares the processors (sched(7)).
public final class Scheduling {
    private static final int SCHED_OTHER = 0;
    private static final int SCHED_BATCH = 3;

    private Scheduling() {}

    /// Has the calling thread, and the threads and processes that it starts from now on, take no
    /// processor from another one when they are woken: they have the next that is free
    /// (`SCHED_BATCH`). Nothing happens where somebody has chosen how we are scheduled, or where
    /// the kernel does not allow it.
    public static void letOthersFinish() {
        try (var arena = Arena.ofConfined()) {
            if (LibcProcess.schedGetScheduler(0) == SCHED_OTHER) {
                LibcProcess.schedSetScheduler(0, SCHED_BATCH, arena.allocate(JAVA_INT));
            }
        }
    }
}
