package dev.kidreaper.decide;

import dev.kidreaper.model.Durations;
import dev.kidreaper.model.LimitForecast;
import dev.kidreaper.model.Pacing;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.PoolSnapshot.Member;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RecycleCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which of a pool's workers goes when, if all goes on as it does, and whether the pace is fast
/// enough for the limit. Made from the same forecasts, and in the same way, as the plan itself.
///
/// @param departures the first one first
/// @param possiblePerHour the recycles an hour that the pace allows; infinite while unknown
/// @param neededPerHour the recycles an hour that the workers' growth and age ask for
/// @param late by how much the first one would have to have begun earlier for all to leave in time
/// @param each how long one recycle takes until the next may begin
public record Timetable(
        List<Departure> departures,
        double possiblePerHour,
        double neededPerHour,
        Duration late,
        Duration each) {
    /// One worker's turn.
    ///
    /// @param in when it is asked to leave, from now
    /// @param reaches when it reaches its limit, from now
    /// @param cause which limit
    public record Departure(Member worker, Duration in, Duration reaches, RecycleCause cause) {}

    private record Due(Member worker, Duration reaches, RecycleCause cause) {}

    public Timetable {
        departures = List.copyOf(departures);
    }

    /// That of a pool; empty when it is not there, or its pace is not known.
    ///
    /// @param now as {@link System#nanoTime}
    public static Optional<Timetable> of(PoolSnapshot pool, long now) {
        Pacing pacing = pool.pacing();
        if (pool.isGone() || pacing == null) {
            return Optional.empty();
        }
        Map<ProcessId, Due> due = new LinkedHashMap<>();
        Map<ProcessId, LimitForecast> forecasts = new HashMap<>();
        for (Member worker : pool.workers()) {
            due(worker, pacing, now)
                    .ifPresent(d -> {
                        due.put(worker.id(), d);
                        forecasts.put(worker.id(), LimitForecast.at(d.reaches));
                    });
        }
        List<Schedule.Turn> turns = Schedule.of(forecasts, pacing.atOnce(), pacing.each());
        var departures = new ArrayList<Departure>();
        for (Schedule.Turn turn : turns) {
            Due one = due.get(turn.worker());
            if (one != null) {
                Duration in = Durations.max(turn.in(), Duration.ZERO);
                departures.add(new Departure(one.worker, in, one.reaches, one.cause));
            }
        }
        Duration late =
                turns.isEmpty()
                        ? Duration.ZERO
                        : Durations.max(turns.getFirst().in().negated(), Duration.ZERO);
        return Optional.of(
                new Timetable(
                        departures,
                        pacing.possiblePerHour(),
                        neededPerHour(pool, pacing),
                        late,
                        pacing.each()));
    }

    private static Optional<Due> due(Member worker, Pacing pacing, long now) {
        if (worker.leaving()) {
            return Optional.empty();
        }
        LimitForecast forecast = worker.reachesLimit();
        Duration bySize = forecast != null && forecast.foreseen() ? worker.reachesIn(now) : null;
        Duration byAge =
                pacing.maxAge() == null
                        ? null
                        : Durations.max(pacing.maxAge().minus(worker.age(now)), Duration.ZERO);
        if (byAge != null && (bySize == null || byAge.compareTo(bySize) < 0)) {
            return Optional.of(new Due(worker, byAge, RecycleCause.MAX_AGE));
        }
        return Optional.ofNullable(bySize).map(in -> new Due(worker, in, RecycleCause.LIMIT));
    }

    /// A worker that grows by so much goes so many times an hour.
    private static double neededPerHour(PoolSnapshot pool, Pacing pacing) {
        Long limit = pool.limitBytes();
        double perSecond = 0;
        for (Member worker : pool.workers()) {
            LimitForecast forecast = worker.reachesLimit();
            double bySize =
                    limit == null || forecast == null || !forecast.foreseen()
                            ? 0
                            : Math.max(0, worker.course().growthPerSecond())
                                    / Math.max(1, limit - pacing.newbornBytes());
            double byAge = pacing.maxAge() == null ? 0 : 1.0 / seconds(pacing.maxAge());
            perSecond += Math.max(bySize, byAge);
        }
        return perSecond * Duration.ofHours(1).toSeconds();
    }

    private static double seconds(Duration time) {
        return Math.max(0.001, time.toNanos() / 1e9);
    }

    /// Whether the pace can hold the limit: it allows as many recycles as are needed, and no more
    /// workers are due now than one recycle's time makes good.
    public boolean canHold() {
        return neededPerHour <= possiblePerHour && late.compareTo(each) <= 0;
    }
}
