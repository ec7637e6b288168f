package dev.kidreaper.app;

import dev.kidreaper.history.Bounds;
import dev.kidreaper.history.History;
import dev.kidreaper.history.HistoryInUse;
import dev.kidreaper.history.LastingHistory;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.Settings;
import dev.kidreaper.pool.Recorder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// What the daemon says of itself: each change of state as one line of words on standard error, and
/// each event that is kept into the history. Nobody waits for either.
public final class EventLog implements Recorder {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    private final LogQueue queue;
    private final History history;
    private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();

    /// One on a stream.
    ///
    /// @param journal whether it is journald that reads it
    public EventLog(PrintStream err, boolean journal, History history) {
        this(new LogQueue(err, journal), history);
    }

    EventLog(LogQueue queue, History history) {
        this.queue = queue;
        this.history = history;
    }

    /// The history that the settings want.
    static History history(Settings settings) throws OperatorError {
        if (settings.historyFile() == null) {
            return History.inMemory(Bounds.DEFAULT);
        }
        try {
            return LastingHistory.open(
                    Path.of(settings.historyFile()),
                    Files.readString(BOOT).strip(),
                    Bounds.DEFAULT,
                    InstantSource.system());
        } catch (HistoryInUse e) {
            throw new OperatorError(ExitCode.FAILED, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new OperatorError(ExitCode.FAILED, BOOT + ": " + e.getMessage());
        }
    }

    @Override
    public void record(Event event) {
        if (event.kind().isKept()) {
            history.record(event);
        }
        queue.say(priority(event), event.line());
        listeners.forEach(l -> l.accept(event));
    }

    /// A recycle amid which the last daemon ended is reported: its worker has been asked, and
    /// leaves.
    void closeLeftOpen() {
        history.openRecycles()
                .forEach(open ->
                        record(
                                new Event.Unfinished(
                                        Instant.now(),
                                        open.begun().pool(),
                                        open.begun().worker(),
                                        open.begun().cause(),
                                        "kidreaper ended before the worker had left")));
    }

    /// Has somebody told of each event too. Must not wait.
    void tell(Consumer<Event> listener) {
        listeners.add(listener);
    }

    @Override
    public void record(List<MemorySample> readings) {
        history.record(readings);
    }

    /// Waits a moment until all of it is written.
    void flush() {
        queue.flush();
    }

    /// Says that something about the daemon itself has changed.
    public void say(String line) {
        queue.say(LogQueue.NOTICE, line);
    }

    /// Says what a worker has written: a line that may be dropped before others.
    void output(String line) {
        queue.sayIfCalm(LogQueue.NOTICE, line);
    }

    /// Says that something about the daemon itself is not as it should be.
    public void warn(String line) {
        queue.say(LogQueue.WARNING, line);
    }

    /// Says that what an operator wants was not done.
    public void error(String line) {
        queue.say(LogQueue.ERROR, line);
    }

    private static int priority(Event event) {
        return switch (event.kind()) {
            case FAILED,
                    PAUSED,
                    LIMIT_TOO_LOW,
                    POOL_LOST,
                    KILLED,
                    BROKEN,
                    STUCK,
                    WORKER_ENDED,
                    CUT,
                    BUG,
                    NOT_ACCEPTING,
                    FRONT_FAILED,
                    CONNECTIONS_NOT_KEPT,
                    NOT_NOTED,
                    NO_ORPHAN_GUARD,
                    FOLDER_LEFT,
                    POOL_MISSING,
                    GOES_BY_RSS,
                    NO_GATE,
                    TAKEN_OVER,
                    MANAGER_ENDED,
                    NOT_AT_GATE,
                    NOT_FOLLOWED,
                    WAITING,
                    WORKERS_STILL_THERE ->
                    LogQueue.WARNING;
            case RECYCLING -> LogQueue.INFO;
            case STARTING, LEAVING, ASKED, EXITED -> LogQueue.DEBUG;
            case RECYCLED,
                    VANISHED,
                    DIAGNOSED,
                    UNFINISHED,
                    POOL_FOUND,
                    RESUMED,
                    ORPHANS_ENDED,
                    SERVED,
                    MALFORMED ->
                    LogQueue.NOTICE;
        };
    }
}
