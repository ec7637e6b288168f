package dev.kidreaper.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Events as lines of a log: `name=value`, a value in quotes where it is more than a word.
final class EventText {
    private EventText() {}

    static String of(Event event) {
        return switch (event) {
            case Event.Recycling e -> line(e, e.worker()) + " " + e.reason();
            case Event.Ended e ->
                    line(e, e.outcome().worker()) + ended(e.outcome()) + why(e.growthSummary());
            case Event.Diagnosed e ->
                    line(e) + field("manager", e.manager().toString()) + why(e.growthSummary());
            case Event.Unfinished e -> line(e, e.worker()) + field("found", e.found());
            case Event.PoolFound e ->
                    line(e)
                            + field("manager", e.manager().toString())
                            + field("profile", e.profile())
                            + field("workers", Integer.toString(e.workers()));
            case Event.PoolLost e ->
                    line(e) + field("manager", e.manager().toString()) + field("why", e.why());
            case Event.Paused e -> line(e) + field("why", e.why());
            case Event.Resumed e -> line(e);
            case Event.LimitTooLow e -> line(e) + " " + e.birth();
        };
    }

    private static String ended(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Recycled r ->
                    " "
                            + r.reason()
                            + field(
                                    "left_after",
                                    String.format(
                                            Locale.ROOT, "%.3fs", Durations.seconds(r.leftAfter())))
                            + (r.replacedBy() == null
                                    ? ""
                                    : field("replaced_by", r.replacedBy().toString()))
                            + field("idle_proof", Boolean.toString(r.idleProof()))
                            + (r.killed() ? field("killed", "true") : "");
            case Outcome.Failed f -> " " + f.reason() + field("problem", f.problem());
            case Outcome.Vanished _ -> "";
        };
    }

    private static String why(@Nullable GrowthSummary growthSummary) {
        if (growthSummary == null) {
            return "";
        }
        var text = new StringBuilder(field("verdict", growthSummary.verdict().label()));
        if (growthSummary.missing() == null) {
            String confidence = String.format(Locale.ROOT, "%.2f", growthSummary.confidence());
            text.append(field("confidence", confidence));
            text.append(
                    growthSummary.shares().isEmpty()
                            ? ""
                            : field("shares", GrowthSummary.words(growthSummary.shares())));
        } else {
            text.append(field("missing", growthSummary.missing()));
        }
        text.append(field("seen_for", Durations.words(growthSummary.over())));
        return text.append(
                        growthSummary.route() == null ? "" : field("route", growthSummary.route()))
                .toString();
    }

    private static String line(Event event, ProcessId worker) {
        return "pool="
                + LogWord.of(event.pool())
                + field("worker", worker.toString())
                + kind(event);
    }

    private static String line(Event event) {
        return "pool=" + LogWord.of(event.pool()) + kind(event);
    }

    private static String kind(Event event) {
        return field("event", event.kind());
    }

    private static String field(String name, String value) {
        return " " + name + "=" + LogWord.of(value);
    }
}
