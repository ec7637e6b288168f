package dev.kidreaper.decide;

import dev.kidreaper.model.Limit;
import dev.kidreaper.model.LimitForecast;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.Size;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// What decisions need to know of one worker.
///
/// @param reclaimable what its end would give back, in bytes
/// @param newborn what a new worker's end would give back, in bytes; 0 while unknown
/// @param forecast when it reaches its own limit; empty if it does not grow towards it
/// @param reason why it would go, with its size now
/// @param mayGo whether it may be asked now: it is no newborn, and was not asked already
public record WorkerForecast(
        ProcessId worker,
        long reclaimable,
        long newborn,
        Optional<LimitForecast> forecast,
        Reason reason,
        boolean mayGo) {
    /// New workers differ by about this many bytes.
    private static final long ALIKE = 1 << 20;

    /// What is known of a worker.
    ///
    /// @param size by the measure of the limit
    /// @param reclaimable as above
    /// @param bySize when it reaches the limit of its size; empty when it does not grow towards it
    /// @param requests how many it has answered
    /// @param mostRequests how many it may answer; 0: as many as come
    public record Known(
            ProcessId worker,
            long size,
            long reclaimable,
            Optional<LimitForecast> bySize,
            Duration age,
            long requests,
            long mostRequests) {}

    /// What is to be expected of a worker: whichever of its limits it reaches first.
    ///
    /// @param limit in bytes; empty when there is none, or it is not known yet
    /// @param newborn as above
    /// @param mayGo as above
    public static WorkerForecast of(
            Known known, Limits limits, OptionalLong limit, long newborn, boolean mayGo) {
        Optional<LimitForecast> crossing = known.bySize;
        RecycleCause cause = RecycleCause.LIMIT;
        if (limits.maxAge() != null) {
            var old = LimitForecast.at(limits.maxAge().minus(known.age));
            if (isSooner(old, crossing)) {
                crossing = Optional.of(old);
                cause = RecycleCause.MAX_AGE;
            }
        }
        if (known.mostRequests > 0 && known.requests > 0) {
            long left = known.mostRequests - known.requests;
            var last = LimitForecast.at(known.age.dividedBy(known.requests).multipliedBy(left));
            if (isSooner(last, crossing)) {
                crossing = Optional.of(last);
                cause = RecycleCause.MAX_REQUESTS;
            }
        }
        Limit holds =
                limit.isEmpty() ? null : new Limit(limits.measure(), new Size(limit.getAsLong()));
        var reason = new Reason(cause, limits.measure(), Math.max(0, known.size), holds);
        return new WorkerForecast(
                known.worker, known.reclaimable, newborn, crossing, reason, mayGo);
    }

    private static boolean isSooner(LimitForecast one, Optional<LimitForecast> than) {
        return than.isEmpty() || than.get().in().compareTo(one.in()) > 0;
    }

    /// Whether a replacement would be clearly smaller: by at least a fifth. Otherwise a pool whose
    /// limit is below the size of all its new workers would be replaced without end.
    boolean isWorthReplacing() {
        return reclaimable - newborn >= Math.max(ALIKE, newborn / 4);
    }
}
