package dev.kidreaper.show.sentence;

import dev.kidreaper.model.Durations;
import dev.kidreaper.model.ForeignText;
import dev.kidreaper.model.Size;
import dev.kidreaper.show.JsonTree;
import dev.kidreaper.show.PoolText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// An event of the daemon's JSON as a short sentence for people, without its time.
public final class EventSentence {
    private static final Set<String> BAD =
            Set.of(
                    "failed",
                    "pool-lost",
                    "paused",
                    "limit-too-low",
                    "cut",
                    "killed",
                    "broken",
                    "stuck",
                    "bug",
                    "not-accepting",
                    "front-failed",
                    "manager-ended",
                    "pool-missing");

    private EventSentence() {}

    /// Whether such an event needs somebody's hand.
    public static boolean isBad(String kind) {
        return BAD.contains(kind);
    }

    /// That sentence.
    public static String of(JsonTree event) {
        return ForeignText.harmless(sentence(event));
    }

    private static String sentence(JsonTree event) {
        String worker = event.get("worker").isMissing() ? "" : " " + event.get("worker").whole(0);
        return switch (event.get("event").text()) {
            case "recycling" -> "asks" + worker + " to leave" + because(event);
            case "recycled" -> "recycled" + worker + because(event) + recycled(event);
            case "failed" -> "could not recycle" + worker + ": " + event.get("problem").text();
            case "vanished" -> worker.strip() + " left by itself";
            case "diagnosed" -> "why they grow: " + verdict(event);
            case "pool-found" ->
                    "found: %s, %s"
                            .formatted(
                                    event.get("profile").text(),
                                    PoolText.workers(event.get("workers").whole(0)));
            case "pool-lost" -> "lost: " + event.get("why").text();
            case "paused" -> "paused: " + event.get("why").text();
            case "resumed" -> "goes on";
            case "limit-too-low" -> "limit too low: a new worker is as large" + because(event);
            case "killed" -> "killed" + worker + because(event);
            case "cut" -> "CUT: " + event.get("request").text();
            case "stuck" -> "stuck:" + worker + " at " + event.get("request").text();
            default -> other(event, worker);
        };
    }

    private static String other(JsonTree event, String worker) {
        String why = event.get("why").text();
        String kind = event.get("event").text().replace('-', ' ');
        return kind + worker + (why.isEmpty() ? "" : ": " + why);
    }

    private static String because(JsonTree event) {
        var parts = new ArrayList<String>();
        for (String measure : List.of("uss", "pss", "rss", "vsz")) {
            JsonTree bytes = event.get(measure + "_bytes");
            if (!bytes.isMissing()) {
                parts.add(measure + " " + size(bytes));
            }
        }
        String cause = event.get("cause").text();
        if (!cause.isEmpty() && !cause.equals("limit")) {
            parts.add(cause);
        }
        return parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")";
    }

    private static String recycled(JsonTree event) {
        var parts = new ArrayList<String>();
        JsonTree left = event.get("left_after_seconds");
        if (!left.isMissing()) {
            long millis = Math.round(left.number(0) * 1000);
            parts.add("left after " + Durations.words(Duration.ofMillis(Math.max(0, millis))));
        }
        if (event.get("idle_proof").isTrue()) {
            parts.add("idle proof");
        }
        if (event.get("killed").isTrue()) {
            parts.add("KILLED");
        }
        JsonTree by = event.get("replaced_by");
        if (!by.isMissing()) {
            parts.add("by " + by.whole(0));
        }
        JsonTree freed = event.get("freed_bytes");
        if (!freed.isMissing()) {
            parts.add("freed " + size(freed));
        }
        return parts.isEmpty() ? "" : ": " + String.join(", ", parts);
    }

    private static String verdict(JsonTree event) {
        String route = event.get("route").text();
        return "%s %d%%%s"
                .formatted(
                        event.get("verdict").text(),
                        Math.round(event.get("confidence").number(0) * 100),
                        route.isEmpty() ? "" : ", " + route);
    }

    private static String size(JsonTree bytes) {
        long number = bytes.whole(0);
        return (number < 0 ? "-" : "") + new Size(Math.abs(number));
    }
}
