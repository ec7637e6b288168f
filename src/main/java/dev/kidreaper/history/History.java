package dev.kidreaper.history;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.OpenRecycle;
import dev.kidreaper.model.ProcessId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is remembered of all pools: readings, thinner the older they are, and every event. Bounded
/// in all it keeps; safe to be called from any thread.
public interface History extends AutoCloseable {
    /// The most that {@link #readings} answers.
    int MOST_READINGS = 20_000;

    /// A history that keeps nothing on disk.
    static History inMemory(Bounds bounds) {
        return new MemoryHistory(bounds);
    }

    /// Remembers the readings of one look at a pool. Cheap; the newest of them may be lost with the
    /// machine's power.
    void record(List<MemorySample> readings);

    /// Remembers an event that is kept.
    ///
    /// @return where it is kept; if it is one that {@link EventKind#isAwaited}, once nothing can
    ///   undo that any more
    Durability record(Event event);

    /// The latest events, oldest of them first.
    ///
    /// @param pool whose; null: of all pools
    /// @param since none that happened before
    /// @param limit how many at most
    List<Event> events(@Nullable String pool, Instant since, int limit);

    /// A worker's readings, oldest first; the latest {@link #MOST_READINGS} if there are more.
    ///
    /// @param from the first moment asked for
    /// @param to the last moment asked for
    List<MemorySample> readings(String pool, ProcessId worker, Instant from, Instant to);

    /// The recycles that have begun and not ended, oldest first: after a start, those amid which
    /// the last kidreaper ended. Each is closed by an {@link Event.Ended} or {@link
    /// Event.Unfinished} of its worker.
    List<OpenRecycle> openRecycles();

    /// Where new events are kept now.
    Condition condition();

    @Override
    void close();
}
