package dev.kidreaper.pool.gated;

import dev.kidreaper.model.PoolSnapshot;

/// How long one worker's requests took. One thread notes; others only read.
/*
 * A worker that is let in may wait in accept(2) for a client, and nobody tells when one comes. So
 * only those are timed at whose beginning a connection waited already.
 */
final class RequestTimes {
    private volatile Times times = new Times(0, 0, 0);

    private record Times(long count, long nanos, long longest) {}

    /// One took so long, in nanoseconds.
    void add(long nanos) {
        Times t = times;
        times = new Times(t.count + 1, t.nanos + nanos, Math.max(t.longest, nanos));
    }

    /// What was counted and timed.
    ///
    /// @param requests all of them
    PoolSnapshot.Served of(long requests) {
        Times t = times;
        return new PoolSnapshot.Served(
                requests, t.count, t.count == 0 ? 0 : t.nanos / t.count, t.longest);
    }
}
