package dev.kidreaper.observe.memory;

import dev.kidreaper.model.Durations;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// An observation of a pool: readings again and again, for a time.
public final class Observation {
    private static final int READINGS = 60;

    /// The number of readings of a long observation: workers that live for only a few seconds are
    /// seen too.
    private static final int MOST_READINGS = 600;

    /// The least number of readings, whatever their cost: fewer tell nothing.
    private static final int FEWEST_READINGS = 15;

    /// What came after this part of the time is looked at once more at the end: one third.
    private static final int FIRST_PART = 3;

    /// Busy workers change their heaps again and again: in the end they are looked at so often.
    private static final int MOST_TRIES = 8;

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(150);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONG_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private Observation() {}

    /// Observes a pool for a time: sixty readings, more if the time is over a minute, fewer if they
    /// cost much. It ends early if the manager ends, or on an interrupt, with what was seen until
    /// then.
    ///
    /// @param cutShort gets the reason of an early end, except for an interrupt
    /// @param looked is told after each reading how long it goes on by now
    /// @throws Unreadable if nothing could be read at all
    public static List<MemoryTimeline> of(
            PoolFollower pool,
            Duration duration,
            Consumer<Unreadable> cutShort,
            Consumer<Duration> looked)
            throws Unreadable {
        Duration pause = pause(duration);
        Duration longest = Durations.max(pause, duration.dividedBy(FEWEST_READINGS));
        long start = System.nanoTime();
        long end = start + duration.toNanos();
        long next = start;
        long mark = start + duration.toNanos() / FIRST_PART;
        boolean isMarked = false;
        try {
            while (next - end <= 0) {
                long now = System.nanoTime();
                if (now < next) {
                    TimeUnit.NANOSECONDS.sleep(next - now);
                }
                Duration dear = pool.read((System.nanoTime() - start) / 1e9);
                looked.accept(Duration.ofNanos(System.nanoTime() - start));
                if (!isMarked && next - mark >= 0) {
                    isMarked = pool.markPieces();
                }
                Duration usual = pool.areLivesShort() ? SHORTEST_PAUSE : pause;
                next += Durations.max(usual, Durations.min(dear, longest)).toNanos();
                // Time lost by a slow reading, or by a machine that slept, is not made up for.
                next = Math.max(next, System.nanoTime());
            }
            for (int tries = 0; tries < MOST_TRIES && !pool.findReferrers(); tries++) {
                TimeUnit.NANOSECONDS.sleep(BETWEEN_TRIES.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Unreadable e) {
            if (pool.timelines().isEmpty()) {
                throw e;
            }
            cutShort.accept(e);
        }
        return pool.timelines();
    }

    private static Duration pause(Duration duration) {
        Duration usual =
                Durations.max(
                        SHORTEST_PAUSE, Durations.min(LONG_PAUSE, duration.dividedBy(READINGS)));
        return Durations.min(
                LONGEST_PAUSE, Durations.max(usual, duration.dividedBy(MOST_READINGS)));
    }
}
