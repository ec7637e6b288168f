package dev.kidreaper.demo;

import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.Size;
import dev.kidreaper.show.DiagnosisJson;
import dev.kidreaper.show.Json;
import dev.kidreaper.show.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The summary at the end of the demo.
final class DemoSummary {
    private static final String NEXT =
            """
            What you saw: each worker that outgrew its limit left between two requests, and another
            one served in its place before the next was asked. On a pool of your own, look first,
            then let it be done:
              kidreaper ps --pidfile /run/your-pool.pid --limit 100M
              kidreaper diagnose --pidfile /run/your-pool.pid
              kidreaper reap --pidfile /run/your-pool.pid --limit 100M\
            """;

    private static final String NOT_SO =
            "This is not what should be seen: please report it with the lines above.";

    private final List<Recycling> recyclings = new ArrayList<>();
    private final List<Outcome.Failed> failures = new ArrayList<>();
    private @Nullable Size before;
    private int recycledInFront;
    private boolean failedInFront;

    /// A recycled worker.
    ///
    /// @param replacement the footprint of its replacement; null if it was not seen
    private record Recycling(Outcome.Recycled outcome, @Nullable Footprint replacement) {}

    /// Notes the pool as it was before the first worker was recycled.
    void beforeFirst(Pool pool) {
        if (before == null) {
            before = total(pool);
        }
    }

    /// Notes the outcome of a worker.
    void add(Outcome outcome, @Nullable Footprint replacement) {
        switch (outcome) {
            case Outcome.Recycled recycled -> recyclings.add(new Recycling(recycled, replacement));
            case Outcome.Failed failed -> failures.add(failed);
            case Outcome.Vanished _ -> {} // Gone by itself: nothing was done to it.
        }
    }

    /// Notes the recycles of the second part, in which we handed out the requests.
    void inFront(int workers, boolean isBad) {
        recycledInFront = workers;
        failedInFront = isBad;
    }

    /// How many workers were recycled in the first part.
    int recycled() {
        return recyclings.size();
    }

    /// Whether workers were recycled, and none of them failed.
    boolean isGood() {
        return !recyclings.isEmpty() && failures.isEmpty() && !failedInFront;
    }

    /// Whether all of it is as it should be.
    boolean isGood(DemoLoad.Tally tally, DemoCause.Found cause) {
        return isGood() && cause.isWhole() && tally.cut() == 0;
    }

    /// The same as {@link #text}, for scripts.
    String json(Pool end, DemoLoad.Tally tally, Duration took, DemoCause.Found cause) {
        return Json.write(json -> {
            json.writeBooleanProperty("good", isGood(tally, cause));
            json.writeArrayPropertyStart("recycled");
            recyclings.forEach(r -> Json.recycled(json, r.outcome()));
            json.writeEndArray();
            json.writeNumberProperty("recycled_in_front", recycledInFront);
            json.writeNumberProperty("failed", failures.size());
            json.writeNumberProperty("given_back_bytes", givenBack());
            if (before != null) {
                json.writeNumberProperty("pss_before_bytes", before.bytes());
            }
            json.writeNumberProperty("pss_bytes", total(end).bytes());
            json.writeNumberProperty("requests", tally.served());
            json.writeNumberProperty("slowest_seconds", Durations.seconds(tally.slowest()));
            json.writeNumberProperty("cut", tally.cut());
            DiagnosisJson.why(json, cause.why());
            json.writeNumberProperty("took_seconds", Durations.seconds(took));
        });
    }

    /// The table, the totals, and the cause.
    String text(Pool end, DemoLoad.Tally tally, Duration took, DemoCause.Found cause) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("WORKER", "USS BEFORE", "LEFT AFTER", "REPLACED BY", "ITS USS", "REASON"));
        recyclings.forEach(r -> rows.add(row(r)));
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add(recyclings.isEmpty() ? "no worker was recycled" : Table.text(rows));
        lines.add("");
        lines.add(
                "workers recycled: %d, and %d more from in front, in %s"
                        .formatted(recycled(), recycledInFront, Durations.words(took)));
        lines.add("memory given back by those that left: " + new Size(givenBack()));
        lines.add(
                "the pool's memory (sum of pss): %s before the first was recycled, %s at the end"
                        .formatted(before == null ? "-" : before, total(end)));
        lines.add(
                String.format(
                        Locale.ROOT,
                        "requests served: %,d, the slowest in %s",
                        tally.served(),
                        Durations.words(tally.slowest())));
        lines.add("requests cut: " + tally.cut());
        tally.firstCut().ifPresent(why -> lines.add("the first that was cut: " + why));
        lines.add("");
        lines.addAll(cause.lines());
        lines.add("");
        lines.add(isGood(tally, cause) ? NEXT : NOT_SO);
        return String.join("\n", lines);
    }

    private long givenBack() {
        return recyclings.stream().mapToLong(r -> r.outcome().reason().bytes()).sum();
    }

    private static List<String> row(Recycling recycling) {
        Outcome.Recycled outcome = recycling.outcome();
        Footprint replacement = recycling.replacement();
        return List.of(
                outcome.worker().toString(),
                new Size(outcome.reason().bytes()).toString(),
                Durations.words(outcome.leftAfter()),
                Objects.toString(outcome.replacedBy(), "-"),
                replacement == null ? "-" : new Size(replacement.uss()).toString(),
                outcome.reason().limit() == null
                        ? "asked for"
                        : "reached the limit " + outcome.reason().limit().size());
    }

    /// The memory of all workers of a pool; pages that several share count once.
    private static Size total(Pool pool) {
        return new Size(pool.workers().stream().mapToLong(w -> w.footprint().pss()).sum());
    }
}
