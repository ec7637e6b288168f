package dev.kidreaper.tally;

import dev.kidreaper.model.RecycleCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What has happened to one pool, counted.
///
/// @param recycles how many ended, by cause and result
/// @param unproven how many workers left without an idle proof
/// @param freedBytes what the recycles have given back, as far as that is known
/// @param leaveCounts how many workers took at most as long as each of {@link #LEAVE_SECONDS} to
///   leave, and longer than the one before; the last number: longer than all
/// @param leaveSeconds how long all of them took together
public record PoolCounts(
        Map<Kind, Long> recycles,
        long unproven,
        long freedBytes,
        List<Long> leaveCounts,
        double leaveSeconds) {
    /// The bounds of the times to leave, ascending.
    public static final List<Double> LEAVE_SECONDS =
            List.of(0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0);

    /// Nothing has happened.
    public static final PoolCounts NONE =
            new PoolCounts(Map.of(), 0, 0, Collections.nCopies(LEAVE_SECONDS.size() + 1, 0L), 0);

    /// How a recycle ended.
    public enum Result {
        RECYCLED,
        FAILED,
        VANISHED,
        KILLED
    }

    /// Recycles of one cause that ended in one way.
    public record Kind(RecycleCause cause, Result result) {}

    /// One recycle that has ended.
    ///
    /// @param leftAfter null when the worker has not left
    record Recycle(Kind kind, @Nullable Duration leftAfter, boolean proven, long freedBytes) {
        static Recycle of(RecycleCause cause, Result result) {
            return new Recycle(new Kind(cause, result), null, true, 0);
        }
    }

    public PoolCounts {
        var sorted =
                new TreeMap<Kind, Long>(
                        Comparator.comparing(Kind::cause).thenComparing(Kind::result));
        sorted.putAll(recycles);
        recycles = Collections.unmodifiableMap(sorted);
        leaveCounts = List.copyOf(leaveCounts);
    }

    PoolCounts with(Recycle one) {
        var more = new HashMap<>(recycles);
        more.merge(one.kind, 1L, Long::sum);
        var left = new ArrayList<>(leaveCounts);
        double seconds = one.leftAfter == null ? 0 : one.leftAfter.toNanos() / 1e9;
        if (one.leftAfter != null) {
            int place = 0;
            while (place < LEAVE_SECONDS.size() && seconds > LEAVE_SECONDS.get(place)) {
                place++;
            }
            left.set(place, left.get(place) + 1);
        }
        return new PoolCounts(
                more,
                unproven + (one.proven ? 0 : 1),
                freedBytes + one.freedBytes,
                left,
                leaveSeconds + seconds);
    }
}
