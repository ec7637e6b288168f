package dev.kidreaper.app.control;

import dev.kidreaper.history.History;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.EventOrigin;
import dev.kidreaper.show.EventJson;
import dev.kidreaper.show.StatusJson;
import dev.kidreaper.show.StatusText;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer to `events`: the latest of them, or those that came after others.
/*
 * Who follows them asks again and again. The answer then begins with a line that says what to ask
 * next for: `next=MILLIS seen=N` is the time of the last event, and how many events of that very
 * millisecond were told.
 */
record EventsAnswer(PoolDesk pools, History history) {
    String events(ControlQuestion question) {
        String pool = question.text("pool");
        if (pool != null && !isKnown(pool)) {
            return StatusJson.notFound(ControlAnswers.noPool(pool, pools.snapshots()));
        }
        int most = (int) Math.min(question.number("n").orElse(1000), ControlAnswers.MOST_EVENTS);
        Instant since = Instant.ofEpochMilli(question.number("since").orElse(0));
        if (question.text("seen") == null) {
            List<Event> latest = history.events(pool, since, most);
            return question.json()
                    ? StatusJson.events(latest, pools.origin())
                    : StatusText.events(latest);
        }
        int seen = (int) question.number("seen").orElse(0);
        // What was told already comes again, so there must be room for it.
        List<Event> found = history.events(pool, since, ControlAnswers.MOST_EVENTS + seen);
        List<Event> fresh = found.subList(Math.min(seen, told(found, since)), found.size());
        List<Event> last = fresh.subList(Math.max(0, fresh.size() - most), fresh.size());
        String head = next(found, since, seen);
        return head + (last.isEmpty() ? "" : "\n" + lines(last, question.json()));
    }

    private String lines(List<Event> events, boolean json) {
        if (!json) {
            return StatusText.events(events);
        }
        EventOrigin origin = pools.origin();
        return String.join("\n", events.stream().map(e -> EventJson.line(e, origin)).toList());
    }

    private static int told(List<Event> found, Instant since) {
        return (int) found.stream().filter(e -> e.at().equals(since)).count();
    }

    private static String next(List<Event> found, Instant since, int seen) {
        if (found.isEmpty()) {
            return "next=%d seen=%d".formatted(since.toEpochMilli(), seen);
        }
        Instant last = found.getLast().at();
        return "next=%d seen=%d".formatted(last.toEpochMilli(), told(found, last));
    }

    /// A pool that is not kept any more may have a history.
    private boolean isKnown(@Nullable String pool) {
        return pools.snapshots().stream().anyMatch(p -> p.name().equals(pool))
                || !history.events(pool, Instant.EPOCH, 1).isEmpty();
    }
}
