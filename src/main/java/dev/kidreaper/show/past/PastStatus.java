package dev.kidreaper.show.past;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.GrowthSummary;
import dev.kidreaper.model.Measure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the daemon's pools stood at a moment of the past, as far as the history tells.
///
/// @param now when it was asked
/// @param events the latest before that moment, the oldest first
/// @param earlier the time of the last event before it; null: there is none
/// @param later the time of the first event after it; null: there is none
/// @param course what one worker weighed until then; null: nobody asked
public record PastStatus(
        Instant at,
        Instant now,
        String version,
        String history,
        List<Pool> pools,
        List<Event> events,
        @Nullable Instant earlier,
        @Nullable Instant later,
        @Nullable Course course) {
    public PastStatus {
        pools = List.copyOf(pools);
        events = List.copyOf(events);
    }

    /// One pool.
    ///
    /// @param state `seen`, `paused`, `lost`, or `not seen`
    /// @param why a sentence about the state; null when there is nothing to add
    /// @param limitBytes the limit of a worker; null: none is known
    /// @param away how many workers were being recycled
    /// @param recycled how many were in the day before
    /// @param failed how many recycles went wrong in the day before
    /// @param growthSummary why it grew, as it was judged last; null: it was not
    public record Pool(
            String name,
            String state,
            @Nullable String why,
            Measure measure,
            @Nullable Long limitBytes,
            int away,
            int recycled,
            int failed,
            List<Member> workers,
            @Nullable GrowthSummary growthSummary) {
        public Pool {
            workers = List.copyOf(workers);
        }
    }

    /// One worker.
    ///
    /// @param slot its place; -1: not known
    /// @param age since it was seen first
    /// @param bytes its size by the pool's measure
    /// @param growthPerSecond in bytes; not a number: not known
    /// @param leaving whether it had been asked to leave
    public record Member(
            int slot,
            int pid,
            Duration age,
            Footprint footprint,
            long bytes,
            double growthPerSecond,
            boolean leaving) {}

    /// What a worker weighed, in columns.
    ///
    /// @param seconds since 1970, ascending
    public record Course(int pid, List<Double> seconds, List<Long> bytes) {
        public Course {
            seconds = List.copyOf(seconds);
            bytes = List.copyOf(bytes);
        }
    }
}
