package dev.kidreaper.history;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.OpenRecycle;
import dev.kidreaper.model.ProcessId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The history of all pools: readings, thinner the older they are, and every event. All that it
/// keeps is bounded. Any thread may use it.
public interface History extends AutoCloseable {
    /// The largest number of {@link #readings} in an answer.
    int MOST_READINGS = 20_000;

    /// The latest time that there is.
    Instant LAST = Instant.ofEpochMilli(Long.MAX_VALUE);

    /// A history that keeps nothing on disk.
    static History inMemory(Bounds bounds) {
        return new MemoryHistory(bounds);
    }

    /// Records the readings of one round over a pool. This is cheap; a power cut may take the
    /// newest.
    void record(List<MemorySample> readings);

    /// Records an event.
    ///
    /// @return where it is kept; for an event that {@link EventKind#isAwaited}, once nothing can
    ///   undo that any more
    Durability record(Event event);

    /// The latest events, the oldest of them first.
    ///
    /// @param pool whose events; null: those of all pools
    /// @param since the earliest time
    /// @param limit the largest number
    default List<Event> events(@Nullable String pool, Instant since, int limit) {
        return events(pool, since, LAST, limit);
    }

    /// The latest events of a stretch of time, the oldest of them first.
    ///
    /// @param pool whose events; null: those of all pools
    /// @param since the earliest time
    /// @param until the latest time
    /// @param limit the largest number
    List<Event> events(@Nullable String pool, Instant since, Instant until, int limit);

    /// An event with its number: later ones have larger ones.
    record Numbered(long id, Event event) {}

    /// The events after one, the oldest first.
    ///
    /// @param id the number of that one; 0: from the first one on
    /// @param pool whose events; null: those of all pools
    /// @param limit the largest number
    List<Numbered> eventsAfter(long id, @Nullable String pool, int limit);

    /// The number of the latest event; 0 when there is none.
    long latestEvent();

    /// The latest readings of a pool's workers that are in memory, the oldest first.
    ///
    /// @param from the earliest time
    List<MemorySample> recent(String pool, Instant from);

    /// A worker's readings, oldest first; the latest {@link #MOST_READINGS} if there are more.
    ///
    /// @param from the earliest time
    /// @param to the latest time
    List<MemorySample> readings(String pool, ProcessId worker, Instant from, Instant to);

    /// The recycles that have begun and not ended, the oldest first. After a start, these are the
    /// ones during which the last kidreaper ended. An {@link Event.Ended} or {@link
    /// Event.Unfinished} of its worker closes each.
    List<OpenRecycle> openRecycles();

    /// Where new events are kept now.
    Condition condition();

    /// What it has come to on disk.
    ///
    /// @param missedEvents how many the disk never got since the start
    /// @param missedReadings the same of readings
    /// @param bytes the size of its file; -1: there is none
    record Sum(long missedEvents, long missedReadings, long bytes) {}

    /// What it has come to on disk.
    default Sum sum() {
        return new Sum(0, 0, -1);
    }

    @Override
    void close();
}
