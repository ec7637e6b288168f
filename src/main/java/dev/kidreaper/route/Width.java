package dev.kidreaper.route;

import org.jspecify.annotations.Nullable;

/// How many workers are at work at once. For the front's thread.
/*
 * Where requests only compute, more workers at work than there are processors serve no request
 * sooner: they take turns, and each finds the processor's caches full of the others' memory. So
 * then a request waits for one of the few that are at it. But one that is at it for long is not
 * counted: nobody waits behind a slow request while a worker is idle.
 */
final class Width {
    /// What is over within that time leaves no one waiting.
    private static final long QUICK_NANOS = 5_000_000;

    private final Workers workers;
    private final Desk desk;
    private final int mostWaiting;
    private final int processors = Runtime.getRuntime().availableProcessors();

    Width(Workers workers, Desk desk, int mostWaiting) {
        this.workers = workers;
        this.desk = desk;
        this.mostWaiting = mostWaiting;
    }

    /// Whether a worker may take up a request now.
    ///
    /// @param its that worker, if it is not idle yet
    boolean hasRoomFor(@Nullable Link its) {
        return !workers.isCrowded()
                || desk.waiting().size() > mostWaiting
                || desk.busyFor(QUICK_NANOS, its) < processors;
    }
}
