package dev.kidreaper.model;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Events as lines of a log: `name=value`, a value in quotes where it is more than a word.
final class EventText {
    /// The most characters in the log's line of a recycle.
    private static final int LONGEST = 160;

    private EventText() {}

    static String of(Event event) {
        return switch (event) {
            case Event.Recycling e ->
                    line(e, e.worker()) + size(e.reason()) + cause(e) + early(e.reason());
            case Event.Ended e ->
                    line(e, e.outcome().worker())
                            + ended(e, e.outcome())
                            + freed(e)
                            + why(e.growthSummary());
            case Event.Diagnosed e ->
                    line(e) + field("manager", e.manager().toString()) + why(e.growthSummary());
            case Event.Unfinished e -> line(e, e.worker()) + field("found", e.found()) + cause(e);
            case Event.PoolFound e ->
                    line(e)
                            + field("manager", e.manager().toString())
                            + field("profile", e.profile())
                            + field("workers", Integer.toString(e.workers()));
            case Event.PoolLost e ->
                    line(e) + field("manager", e.manager().toString()) + field("why", e.why());
            case Event.Paused e -> line(e) + field("why", e.why());
            case Event.Resumed e -> line(e);
            case Event.LimitTooLow e -> line(e) + size(e.birth()) + cause(e);
            case ServedEvent e -> ServedEventText.of(e);
        };
    }

    /// As in the log: of why a worker had grown only what is known, and fits.
    static String logged(Event event) {
        if (!(event instanceof Event.Ended ended)
                || !(ended.outcome() instanceof Outcome.Recycled recycled)) {
            return of(event);
        }
        var line = new StringBuilder(line(event, recycled.worker()) + ended(event, recycled));
        GrowthSummary why = ended.growthSummary();
        if (why != null && why.missing() == null) {
            add(line, field("verdict", why.verdict().label()));
            add(line, why.route() == null ? "" : field("route", why.route()));
            add(line, field("confidence", String.format(Locale.ROOT, "%.2f", why.confidence())));
            add(line, field("seen_for", Durations.words(why.over())));
        }
        return line.toString();
    }

    private static void add(StringBuilder line, String field) {
        if (line.length() + field.length() <= LONGEST) {
            line.append(field);
        }
    }

    private static String ended(Event event, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Recycled r ->
                    size(r.reason())
                            + cause(event)
                            + field(
                                    "left_after",
                                    String.format(
                                            Locale.ROOT, "%.3fs", Durations.seconds(r.leftAfter())))
                            + (r.replacedBy() == null
                                    ? ""
                                    : field("replaced_by", r.replacedBy().toString()))
                            + field("idle_proof", Boolean.toString(r.idleProof()))
                            + (r.killed() ? field("killed", "true") : "");
            case Outcome.Failed f ->
                    size(f.reason()) + cause(event) + field("problem", f.problem());
            case Outcome.Vanished _ -> cause(event);
        };
    }

    private static String freed(Event.Ended event) {
        Long bytes = event.freedBytes();
        return bytes == null ? "" : field("freed", new Size(bytes).toString());
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

    static String line(Event event, ProcessId worker) {
        return "pool="
                + LogWord.of(event.pool())
                + field("worker", worker.toString())
                + kind(event);
    }

    static String line(Event event) {
        return "pool=" + LogWord.of(event.pool()) + kind(event);
    }

    /// As a field; nothing where it has none.
    static String cause(Event event) {
        RecycleCause cause = event.cause();
        return cause == null ? "" : field("cause", cause.label());
    }

    private static String size(Reason reason) {
        return reason.bytes() == Footprint.UNREAD ? "" : " " + reason;
    }

    private static String early(Reason reason) {
        Duration early = reason.early();
        return early == null ? "" : field("reaches_limit_in", Durations.words(early));
    }

    private static String kind(Event event) {
        return field("event", event.kind().label());
    }

    static String field(String name, String value) {
        return " " + name + "=" + LogWord.of(value);
    }
}
