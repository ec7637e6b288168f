package dev.kidreaper.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a pool in our care stands, as of the last tick of the thread that owns it.
///
/// @param state what is done with it
/// @param why a sentence about the state; null when there is nothing to add
/// @param manager null when it is lost, or when its workers were started by us
/// @param limitBytes the size at which a worker goes now; null: none, or not known yet
/// @param away how many workers are being recycled
/// @param recycled how many were since we started
/// @param failed how many recycles went wrong since then
/// @param traffic what became of its requests; null when we do not see them
/// @param routes which routes grow its workers, those with the most evidence against them first;
///   empty when we do not see the requests
/// @param accepted how many connections its workers have taken; null: nobody counts them
/// @param pacing how fast its workers can be recycled; null while it is not there
public record PoolSnapshot(
        String name,
        State state,
        @Nullable String why,
        @Nullable Manager manager,
        Measure measure,
        @Nullable Long limitBytes,
        List<Member> workers,
        int away,
        int recycled,
        int failed,
        @Nullable Traffic traffic,
        List<RouteGrowth> routes,
        @Nullable Accepted accepted,
        @Nullable Pacing pacing) {
    /// Connections as a gate counts them: each is a request where clients do not keep them open.
    ///
    /// @param all by all workers that the pool has had
    /// @param ofWorkers by each of those that it has
    /// @param times how long those took that were timed
    public record Accepted(long all, Map<ProcessId, Served> ofWorkers, TimeCounts times) {
        public Accepted {
            ofWorkers = Map.copyOf(ofWorkers);
        }
    }

    /// What one worker has taken.
    ///
    /// @param requests how many
    /// @param timed of how many of these it is known how long they took
    /// @param meanNanos how long those took
    /// @param longestNanos how long the longest of them took
    public record Served(long requests, long timed, long meanNanos, long longestNanos) {
        /// One of which nothing was seen.
        public static final Served NOTHING = new Served(0, 0, 0, 0);
    }

    /// What is done with a pool.
    public enum State {
        /// It is watched, and workers are recycled.
        WATCHING,
        /// Its requests are handed out, and workers are recycled.
        SERVING,
        /// It is looked at, and no worker is signalled.
        OBSERVING,
        /// It is looked at, and no worker is recycled for now.
        PAUSED,
        /// It has not been found yet.
        MISSING,
        /// It was there, and is not found any more.
        LOST
    }

    /// One worker.
    ///
    /// @param bornNanos when it was started, as {@link System#nanoTime}
    /// @param bytes its size by the pool's measure
    /// @param reachesLimit when it reaches its limit; null when it does not grow towards it
    /// @param leaving whether it has been asked to leave
    /// @param helpers the processes that it has started, with the cheap parts of their memory
    /// @param course how it has come to that
    public record Member(
            ProcessId id,
            long bornNanos,
            Footprint footprint,
            long bytes,
            @Nullable LimitForecast reachesLimit,
            boolean leaving,
            List<Helper> helpers,
            WorkerCourse course) {
        /// One of whose course nothing is known.
        public Member(
                ProcessId id,
                long bornNanos,
                Footprint footprint,
                long bytes,
                @Nullable LimitForecast reachesLimit,
                boolean leaving,
                List<Helper> helpers) {
            var unknown = WorkerCourse.UNKNOWN;
            this(id, bornNanos, footprint, bytes, reachesLimit, leaving, helpers, unknown);
        }

        public Member {
            helpers = List.copyOf(helpers);
        }

        /// Its place in the pool, which its replacement inherits; -1 while it has none.
        public int slot() {
            return course.slot();
        }

        /// When it reaches its limit, from now; null when it does not grow towards it.
        ///
        /// @param now as {@link System#nanoTime}
        public @Nullable Duration reachesIn(long now) {
            if (reachesLimit == null || course.equals(WorkerCourse.UNKNOWN)) {
                return reachesLimit == null ? null : reachesLimit.in();
            }
            Duration left = reachesLimit.in().minusNanos(now - course.lookedNanos());
            return left.isNegative() ? Duration.ZERO : left;
        }

        /// How old it is.
        ///
        /// @param now as {@link System#nanoTime}
        public Duration age(long now) {
            return Duration.ofNanos(now - bornNanos);
        }
    }

    /// One whose workers ask at no gate.
    public PoolSnapshot(
            String name,
            State state,
            @Nullable String why,
            @Nullable Manager manager,
            Measure measure,
            @Nullable Long limitBytes,
            List<Member> workers,
            int away,
            int recycled,
            int failed,
            @Nullable Traffic traffic,
            List<RouteGrowth> routes) {
        this(
                name,
                state,
                why,
                manager,
                measure,
                limitBytes,
                workers,
                away,
                recycled,
                failed,
                traffic,
                routes,
                null,
                null);
    }

    public PoolSnapshot {
        workers = List.copyOf(workers);
        routes = List.copyOf(routes);
    }

    /// A pool of whose workers nothing is known now.
    public static PoolSnapshot unknown(String name, State state, String why, Measure measure) {
        return new PoolSnapshot(
                name, state, why, null, measure, null, List.of(), 0, 0, 0, null, List.of());
    }

    /// Whether it is not there now.
    public boolean isGone() {
        return state == State.MISSING || state == State.LOST;
    }

    /// The same, with another sentence about its state.
    public PoolSnapshot because(String sentence) {
        return copy(state, sentence, recycled, failed, traffic, routes, accepted, pacing);
    }

    /// The same, but an operator has paused its recycling.
    ///
    /// @param sentence about that
    public PoolSnapshot paused(String sentence) {
        return copy(State.PAUSED, sentence, recycled, failed, traffic, routes, accepted, pacing);
    }

    /// The same, with what was counted before too.
    public PoolSnapshot after(int recycledBefore, int failedBefore) {
        return copy(
                state,
                why,
                recycledBefore + recycled,
                failedBefore + failed,
                traffic,
                routes,
                accepted,
                pacing);
    }

    /// The same, with what is known of its requests.
    public PoolSnapshot with(Traffic traffic, List<RouteGrowth> routes) {
        return copy(state, why, recycled, failed, traffic, routes, accepted, pacing);
    }

    /// The same, with what a gate has counted.
    ///
    /// @param more a sentence about the state; null when there is nothing to add
    public PoolSnapshot with(Accepted counted, @Nullable String more) {
        String sentence = why == null ? more : why;
        return copy(state, sentence, recycled, failed, traffic, routes, counted, pacing);
    }

    private PoolSnapshot copy(
            State now,
            @Nullable String because,
            int allRecycled,
            int allFailed,
            @Nullable Traffic requests,
            List<RouteGrowth> growth,
            @Nullable Accepted counted,
            @Nullable Pacing pace) {
        return new PoolSnapshot(
                name,
                now,
                because,
                manager,
                measure,
                limitBytes,
                workers,
                away,
                allRecycled,
                allFailed,
                requests,
                growth,
                counted,
                pace);
    }

    /// The same, with how fast its workers can be recycled.
    public PoolSnapshot paced(Pacing pace) {
        return copy(state, why, recycled, failed, traffic, routes, accepted, pace);
    }

    /// The route that is named as the one that grows the workers; empty when none stands out.
    public Optional<RouteGrowth> culprit() {
        return routes.stream().filter(RouteGrowth::standsOut).findFirst();
    }
}
