package dev.kidreaper.show.top;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What has changed from one status to the next, a line each: for screen readers, logs, and
/// terminals that cannot be drawn on.
public final class PlainChanges {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

    /// A worker that comes so close to its limit is worth a line.
    private static final double NEAR = 0.9;

    private PlainChanges() {}

    /// Those lines; none when nothing has changed that is worth one.
    ///
    /// @param pool the only one that counts; null: all
    public static List<String> lines(
            TopStatus before, TopStatus now, @Nullable String pool, TopLook look) {
        var lines = new ArrayList<String>();
        if (!now.trouble().equals(before.trouble())) {
            lines.add(
                    clock(now.at())
                            + " "
                            + (now.trouble().isEmpty() ? "the daemon answers" : now.trouble()));
        }
        for (TopEvent event : now.events()) {
            if (!before.events().contains(event)) {
                lines.add(clock(event.at()) + " " + event.pool() + ": " + event.text());
            }
        }
        for (TopPool changed : now.pools()) {
            pool(before, now, changed).forEach(lines::add);
        }
        return lines.stream()
                .filter(l -> pool == null || l.startsWith(pool + ":", 9) || !l.contains(": "))
                .map(look::foreign)
                .toList();
    }

    private static List<String> pool(TopStatus before, TopStatus now, TopPool pool) {
        Optional<TopPool> old = before.pool(pool.name());
        String head = clock(now.at()) + " " + pool.name() + ": ";
        var lines = new ArrayList<String>();
        if (old.isEmpty()) {
            return lines;
        }
        if (!old.get().state().equals(pool.state())) {
            lines.add(head + pool.state() + (pool.why().isEmpty() ? "" : ", " + pool.why()));
        }
        String verdict = pool.cause().verdict();
        if (!verdict.equals(old.get().cause().verdict()) && !verdict.isEmpty()) {
            lines.add(head + "why they grow: " + verdict);
        }
        for (TopWorker worker : pool.workers()) {
            Optional<TopWorker> was = old.get().worker(worker.pid());
            if (pool.limit() > 0
                    && worker.bytes() >= NEAR * pool.limit()
                    && was.isPresent()
                    && was.get().bytes() < NEAR * pool.limit()) {
                lines.add(
                        "%sworker %d has %s of %s"
                                .formatted(
                                        head,
                                        worker.pid(),
                                        TopLine.size(worker.bytes()),
                                        TopLine.size(pool.limit())));
            }
        }
        return lines;
    }

    private static String clock(Instant at) {
        return CLOCK.format(at.atZone(ZoneId.systemDefault()));
    }
}
