package dev.kidreaper.front;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// How many workers are at work at once. For the front's thread.
/*
 * Where requests only compute, more workers at work than there are processors serve no request
 * sooner: they take turns, and each finds the processor's caches full of the others' memory. So
 * then a request waits for one of the few that are at it. But one that is at it for long is not
 * counted: nobody waits behind a slow request while a worker is idle.
 */
final class ConcurrencyLimit {
    /// What is over within that time leaves no one waiting.
    private static final long QUICK_NANOS = 5_000_000;

    private final Workers workers;
    private final Collection<Backend> backends;
    private final IdleWorkers idleWorkers;
    private final RequestQueue requestQueue;
    private final int mostWaiting;
    private final int processors = Runtime.getRuntime().availableProcessors();

    /// @param mostWaiting where more wait, room is made whatever that costs
    ConcurrencyLimit(
            Workers workers,
            Collection<Backend> backends,
            IdleWorkers idleWorkers,
            RequestQueue requestQueue,
            int mostWaiting) {
        this.workers = workers;
        this.backends = backends;
        this.idleWorkers = idleWorkers;
        this.requestQueue = requestQueue;
        this.mostWaiting = mostWaiting;
    }

    /// Whether requests wait while workers are idle.
    boolean holdsBack() {
        return !requestQueue.isEmpty() && !idleWorkers.isEmpty();
    }

    /// Whether a worker may take up a request now.
    ///
    /// @param its that worker, if it is not idle yet
    boolean hasRoomFor(@Nullable Backend its) {
        return !workers.isCpuContended()
                || requestQueue.size() > mostWaiting
                || quick(its) < processors;
    }

    /// In how many milliseconds one more worker may be at work, if none is done before: by then one
    /// of those that are at work is so for long.
    int millisToRoom() {
        long least = QUICK_NANOS;
        for (Backend backend : backends) {
            long left = QUICK_NANOS - backend.nanos();
            if (backend.state() == BackendState.BUSY && left > 0 && left < least) {
                least = left;
            }
        }
        return (int) Math.ceilDiv(least, 1_000_000L);
    }

    /// How many are at work, but not for long.
    private int quick(@Nullable Backend but) {
        int quick = 0;
        for (Backend backend : backends) {
            boolean busy = backend != but && backend.state() == BackendState.BUSY;
            quick += busy && backend.nanos() < QUICK_NANOS ? 1 : 0;
        }
        return quick;
    }
}
