package dev.kidreaper.history;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.LogWord;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.OpenRecycle;
import dev.kidreaper.model.ProcessId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A history on disk that never delays the threads that record. If the disk fails, fills up or does
/// not answer, the history goes on in memory and says so. Once the disk is back, it writes what
/// memory holds.
/*
 * Everything goes to memory first, and one thread brings the disk up to date: after each event if
 * all is well, otherwise later. Only that thread touches the disk, since a call to a disk that
 * hangs does not return.
 */
public final class LastingHistory implements History {
    private static final System.Logger LOGGER = System.getLogger("dev.kidreaper.history");

    private final Path file;
    private final Path log;
    private final MemoryHistory memory;
    private final Backlog backlog;
    private final Patience patience;
    private final InstantSource clock;
    private final Thread thread;

    private LastingHistory(
            Path file,
            MemoryHistory memory,
            Backlog backlog,
            Patience patience,
            InstantSource clock,
            Thread thread) {
        this.file = file;
        this.log = file.resolveSibling(file.getFileName() + "-wal");
        this.memory = memory;
        this.backlog = backlog;
        this.patience = patience;
        this.clock = clock;
        this.thread = thread;
    }

    /// Opens the history in a file. Its folder belongs to this program alone, and is created if
    /// missing. While the file cannot be used, the history is in memory.
    ///
    /// @param boot the id of this boot of the machine: a worker's identity holds within it
    /// @throws HistoryInUse if another program keeps its history there
    public static LastingHistory open(Path file, String boot, Bounds bounds, InstantSource clock)
            throws HistoryInUse {
        return open(file, boot, bounds, clock, Patience.DEFAULT);
    }

    static LastingHistory open(
            Path file, String boot, Bounds bounds, InstantSource clock, Patience patience)
            throws HistoryInUse {
        var memory = new MemoryHistory(bounds);
        var backlog = new Backlog(memory);
        var historyWriter =
                new HistoryWriter(backlog, new StateFolder(file), boot, bounds, patience, clock);
        Thread thread = Thread.ofPlatform().name("history").daemon().start(historyWriter);
        var history = new LastingHistory(file, memory, backlog, patience, clock, thread);
        try {
            historyWriter.opened().get(patience.answer().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HistoryInUse inUse) {
                throw inUse;
            }
            throw new IllegalStateException("[BUG] opening the history", e);
        } catch (TimeoutException e) {
            history.noAnswer();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return history;
    }

    @Override
    public void record(List<MemorySample> readings) {
        backlog.add(readings);
    }

    @Override
    public Durability record(Event event) {
        boolean isAwaited = event.kind().isAwaited();
        Durability durability = backlog.add(event, isAwaited ? patience.answer() : Duration.ZERO);
        if (durability == null && isAwaited) {
            noAnswer();
        }
        return durability == null ? Durability.IN_MEMORY : durability;
    }

    @Override
    public List<Event> events(@Nullable String pool, Instant since, Instant until, int limit) {
        return ask(h -> h.events(pool, since, until, limit));
    }

    @Override
    public List<Numbered> eventsAfter(long id, @Nullable String pool, int limit) {
        return ask(h -> h.eventsAfter(id, pool, limit));
    }

    @Override
    public long latestEvent() {
        return ask(History::latestEvent);
    }

    @Override
    public List<MemorySample> recent(String pool, Instant from) {
        return memory.recent(pool, from);
    }

    @Override
    public List<MemorySample> readings(String pool, ProcessId worker, Instant from, Instant to) {
        return ask(h -> h.readings(pool, worker, from, to));
    }

    @Override
    public List<OpenRecycle> openRecycles() {
        return ask(History::openRecycles);
    }

    @Override
    public Sum sum() {
        Backlog.Missed missed = backlog.missed();
        long bytes = Stream.of(file, log).mapToLong(f -> f.toFile().length()).sum();
        return new Sum(missed.events(), missed.readings(), bytes);
    }

    @Override
    public Condition condition() {
        return backlog.condition();
    }

    /// Asks the disk, or memory if the disk has no answer.
    private <T> T ask(Function<History, T> what) {
        var question = new Question<>(what);
        if (backlog.add(question)) {
            try {
                return question.answer().get(patience.answer().toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                noAnswer();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | CancellationException e) {
                LOGGER.log(System.Logger.Level.DEBUG, "asked memory instead", e);
            }
        }
        return what.apply(memory);
    }

    private void noAnswer() {
        String why = "the disk has not answered for %d ms".formatted(patience.answer().toMillis());
        if (backlog.lost(clock.instant(), why)) {
            LOGGER.log(
                    System.Logger.Level.ERROR,
                    "event=history-lost reason=%s kept=memory".formatted(LogWord.of(why)));
        }
    }

    /// Writes the rest, within the time that a disk has to answer.
    @Override
    public void close() {
        backlog.close();
        try {
            thread.join(patience.answer().plus(Duration.ofSeconds(1)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
