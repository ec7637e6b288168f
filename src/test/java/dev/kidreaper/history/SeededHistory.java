package dev.kidreaper.history;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;

/// A history as a daemon leaves it behind: the workers of one pool, each of which grew evenly until
/// it was recycled at the limit.
public final class SeededHistory {
    private static final Duration LIFE = Duration.ofHours(8);
    private static final long NEWBORN = 40L << 20;
    private static final Size LIMIT = new Size(120L << 20);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration TWO_DAYS = Duration.ofDays(2);

    private SeededHistory() {}

    /// Writes one for a bench.
    ///
    /// @param args the file, the pool, and how many workers it has
    public static void main(String[] args) throws IOException {
        write(Path.of(args[0]), args[1], Integer.parseInt(args[2]), Duration.ofDays(7), HOUR);
    }

    /// Writes one, with as many readings as are kept of that age.
    ///
    /// @param span how far it reaches back
    /// @param until how long ago it ends
    public static void write(Path file, String pool, int workers, Duration span, Duration until)
            throws IOException {
        Files.createDirectories(file.getParent());
        Instant now = Instant.now();
        try (var history = SqliteHistory.open(file, "an earlier boot", Bounds.DEFAULT)) {
            Instant at = now.minus(span);
            while (at.isBefore(now.minus(until))) {
                Duration ago = Duration.between(at, now);
                Duration step = Duration.ofMinutes(ago.compareTo(TWO_DAYS) > 0 ? 15 : 1);
                var look = new ArrayList<MemorySample>();
                for (int slot = 0; slot < workers; slot++) {
                    look.add(sample(at, pool, slot, workers));
                    if (life(at.plus(step), slot, workers) != life(at, slot, workers)) {
                        history.record(recycled(at.plus(step), pool, slot, workers));
                    }
                }
                history.record(look);
                at = at.plus(step);
            }
        }
    }

    /// How many lives a place has seen, and how much of this one is over.
    private static double lives(Instant at, int slot, int workers) {
        return (double) at.toEpochMilli() / LIFE.toMillis() + (double) slot / workers;
    }

    private static long life(Instant at, int slot, int workers) {
        return (long) lives(at, slot, workers);
    }

    private static ProcessId worker(long life, int slot) {
        return new ProcessId(Math.toIntExact(1000 + slot + life % 1000 * 1000), life);
    }

    private static MemorySample sample(Instant at, String pool, int slot, int workers) {
        double lives = lives(at, slot, workers);
        long uss = NEWBORN + (long) ((LIMIT.bytes() - NEWBORN) * (lives - Math.floor(lives)));
        var footprint = new Footprint(3 * uss, uss + NEWBORN, uss + (4L << 20), uss, 0);
        return new MemorySample(at, pool, worker((long) lives, slot), footprint, slot, null);
    }

    private static Event recycled(Instant at, String pool, int slot, int workers) {
        long next = life(at, slot, workers);
        var reason =
                new Reason(
                        RecycleCause.LIMIT,
                        Measure.USS,
                        LIMIT.bytes(),
                        new Limit(Measure.USS, LIMIT));
        return new Event.Ended(
                at,
                pool,
                new Outcome.Recycled(
                        worker(next - 1, slot),
                        reason,
                        Duration.ofMillis(30),
                        worker(next, slot),
                        true,
                        false));
    }
}
