package dev.kidreaper.observe.memory;

import dev.kidreaper.model.Durations;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A pool that is looked at again and again for a time.
public final class Observation {
    private static final int READINGS = 60;

    /// Of a long observation, so that workers that live for a few seconds only are seen too.
    private static final int MOST_READINGS = 600;

    /// However dear: fewer tell nothing.
    private static final int FEWEST_READINGS = 15;

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONG_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private Observation() {}

    /// Follows it for that long: sixty readings, more when that takes over a minute, fewer where
    /// they are dear. Ends earlier when the manager does, or on an interrupt, with what has been
    /// seen until then.
    ///
    /// @param cutShort is told why it ends before its time, unless by an interrupt
    /// @throws Unreadable when nothing could be read at all
    public static List<MemoryTimeline> of(
            PoolFollower pool, Duration duration, Consumer<Unreadable> cutShort) throws Unreadable {
        Duration pause = pause(duration);
        Duration longest = Durations.max(pause, duration.dividedBy(FEWEST_READINGS));
        long start = System.nanoTime();
        long end = start + duration.toNanos();
        long next = start;
        try {
            while (next - end <= 0) {
                long now = System.nanoTime();
                if (now < next) {
                    TimeUnit.NANOSECONDS.sleep(next - now);
                }
                Duration dear = pool.read((System.nanoTime() - start) / 1e9);
                next += Durations.max(pause, Durations.min(dear, longest)).toNanos();
                // A reading that took long, or a machine that slept, is not made up for.
                next = Math.max(next, System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Unreadable e) {
            if (pool.courses().isEmpty()) {
                throw e;
            }
            cutShort.accept(e);
        }
        return pool.courses();
    }

    private static Duration pause(Duration duration) {
        Duration usual =
                Durations.max(
                        SHORTEST_PAUSE, Durations.min(LONG_PAUSE, duration.dividedBy(READINGS)));
        return Durations.min(
                LONGEST_PAUSE, Durations.max(usual, duration.dividedBy(MOST_READINGS)));
    }
}
