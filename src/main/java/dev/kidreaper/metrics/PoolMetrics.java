package dev.kidreaper.metrics;

import dev.kidreaper.decide.Timetable;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.GrowthCause;
import dev.kidreaper.model.Pacing;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.PoolSnapshot.Member;
import dev.kidreaper.model.Verdict;
import dev.kidreaper.model.WorkerWord;
import dev.kidreaper.show.DaemonStatus;
import dev.kidreaper.tally.EventCounts;
import dev.kidreaper.tally.PoolCounts;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// The metrics of the pools. What was not read is left out: it is neither 0 nor unknown in a way
/// that a rule could take for a number.
///
/// @param now as {@link System#nanoTime}
/// @param at the same moment by the clock
/// @param common labels of all of them
record PoolMetrics(MetricBook book, EventCounts counts, long now, Instant at, Labels common) {
    private static final String POOL = "pool";

    /// What concerns the pool as a whole.
    void add(DaemonStatus.Kept kept) {
        PoolSnapshot pool = kept.pool();
        Labels labels = common.add(POOL, pool.name());
        String profile = pool.manager() == null ? "" : pool.manager().profile().name();
        book.info(
                "kidreaper_pool",
                "What a pool is.",
                labels.add("profile", profile)
                        .add("mode", mode(pool))
                        .add("measure", pool.measure().label()));
        book.state(
                "kidreaper_pool_state",
                "What is done with a pool.",
                PoolSnapshot.State.values(),
                s -> s.name().toLowerCase(Locale.ROOT),
                pool.state(),
                labels);
        sizes(pool, labels);
        gauge("pool_away", "Workers that are being recycled.", pool.away(), labels);
        pace(pool, labels);
        recycles(counts.of(pool.name()), labels);
        new RequestMetrics(book, pool, labels).add();
        if (kept.verdict() != null) {
            verdict(kept.verdict(), labels);
        }
    }

    /// `serve` or `attach` where we hand out its requests, `run` behind a gate, else `watch`.
    private static String mode(PoolSnapshot pool) {
        if (pool.traffic() != null) {
            return pool.manager() == null ? "serve" : "attach";
        }
        return pool.accepted() == null ? "watch" : "run";
    }

    private void gauge(String name, String help, double value, Labels labels) {
        book.gauge("kidreaper_" + name, help, value, labels);
    }

    private void counter(String name, String help, double value, Labels labels) {
        book.counter("kidreaper_" + name, help, value, labels);
    }

    private void sizes(PoolSnapshot pool, Labels labels) {
        Map<String, Long> states =
                pool.workers().stream()
                        .collect(
                                Collectors.groupingBy(
                                        w -> WorkerWord.of(w, now, pool.pacing()),
                                        Collectors.counting()));
        for (String state : new String[] {"active", "newborn", "leaving", "stuck"}) {
            double count = (double) states.getOrDefault(state, 0L);
            gauge("pool_workers", "Workers.", count, labels.add("state", state));
        }
        sum("uss", "memory that ends with them", pool, Footprint::uss, labels);
        sum("pss", "their shares of memory", pool, Footprint::pss, labels);
        sum(
                "shared",
                "their shares of what others have too",
                pool,
                f ->
                        f.pss() == Footprint.UNREAD || f.uss() == Footprint.UNREAD
                                ? Footprint.UNREAD
                                : Math.max(0, f.pss() + f.swap() - f.uss()),
                labels);
        if (pool.limitBytes() != null) {
            String help = "The size at which a worker goes.";
            gauge("pool_limit_bytes", help, pool.limitBytes(), labels);
        }
    }

    private void sum(
            String what,
            String words,
            PoolSnapshot pool,
            ToLongFunction<Footprint> part,
            Labels labels) {
        if (!pool.workers().isEmpty()
                && pool.workers().stream()
                        .allMatch(w -> part.applyAsLong(w.footprint()) != Footprint.UNREAD)) {
            gauge(
                    "pool_" + what + "_bytes",
                    "All workers together: " + words + ".",
                    (double)
                            pool.workers().stream()
                                    .mapToLong(w -> part.applyAsLong(w.footprint()))
                                    .sum(),
                    labels);
        }
    }

    private void pace(PoolSnapshot pool, Labels labels) {
        Pacing pacing = pool.pacing();
        Timetable timetable = Timetable.of(pool, now).orElse(null);
        if (pacing == null || timetable == null) {
            return;
        }
        gauge("pool_away_limit", "How many workers may be away at once.", pacing.atOnce(), labels);
        if (pacing.totalLimitBytes() != null) {
            gauge(
                    "pool_total_limit_bytes",
                    "The sum of the workers' PSS above which the largest goes.",
                    pacing.totalLimitBytes(),
                    labels);
        }
        if (pacing.newbornBytes() > 0) {
            gauge(
                    "pool_newborn_bytes",
                    "What a new worker weighs.",
                    (double) pacing.newbornBytes(),
                    labels);
        }
        if (Double.isFinite(timetable.possiblePerHour())) {
            gauge(
                    "pool_recycles_possible_per_second",
                    "The recycles that the pace allows.",
                    timetable.possiblePerHour() / 3600,
                    labels);
        }
        gauge(
                "pool_recycles_needed_per_second",
                "The recycles that the workers' growth and age ask for.",
                timetable.neededPerHour() / 3600,
                labels);
    }

    private void recycles(PoolCounts all, Labels labels) {
        all.recycles()
                .forEach((kind, count) ->
                        counter(
                                "recycles",
                                "Recycles that have ended, by why and how.",
                                count,
                                labels.add("reason", kind.cause().label())
                                        .add(
                                                "result",
                                                kind.result().name().toLowerCase(Locale.ROOT))));
        counter(
                "recycles_unproven",
                "Workers that were asked without a proof that they were idle.",
                (double) all.unproven(),
                labels);
        counter(
                "recycled_freed_bytes",
                "What recycles have given back.",
                (double) all.freedBytes(),
                labels);
        book.histogram(
                "kidreaper_recycle_leave_seconds",
                "The time from the signal to the worker's exit.",
                PoolCounts.LEAVE_SECONDS,
                all.leaveCounts(),
                all.leaveSeconds(),
                labels);
    }

    private void verdict(DaemonStatus.Verdict verdict, Labels labels) {
        book.state(
                "kidreaper_verdict",
                "Why the workers grow.",
                Verdict.values(),
                Verdict::label,
                verdict.growthSummary().verdict(),
                labels);
        gauge(
                "verdict_confidence_ratio",
                "How likely the verdict is right.",
                verdict.growthSummary().confidence(),
                labels);
        gauge(
                "verdict_timestamp_seconds",
                "When it was judged.",
                verdict.at().toEpochMilli() / 1000.0,
                labels);
        for (GrowthCause cause : GrowthCause.values()) {
            Double share = verdict.growthSummary().shares().get(cause);
            if (share != null) {
                gauge(
                        "growth_share_ratio",
                        "The part of the growth that a cause has.",
                        share,
                        labels.add("cause", cause.label()));
            }
        }
    }

    /// What concerns each worker, by its place.
    void workers(PoolSnapshot pool) {
        for (Member worker : pool.workers()) {
            if (worker.slot() >= 0) {
                new WorkerMetrics(book, pool, worker, now, at, common).add();
            }
        }
    }
}
