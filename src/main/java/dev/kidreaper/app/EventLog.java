package dev.kidreaper.app;

import dev.kidreaper.history.History;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.pool.Recorder;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// What the daemon says of itself: each change of state as one line of words on standard error, in
/// the form that journald understands when it listens (sd-daemon(3)), and each event that is kept
/// into the history.
public final class EventLog implements Recorder {
    private static final int NOTICE = 5;
    private static final int WARNING = 4;

    private final PrintStream err;
    private final boolean journal;
    private final History history;

    public EventLog(PrintStream err, boolean journal, History history) {
        this.err = err;
        this.journal = journal;
        this.history = history;
    }

    @Override
    public void record(Event event) {
        if (event.kind().isKept()) {
            history.record(event);
        }
        say(priority(event), event.text());
    }

    @Override
    public void record(List<MemorySample> readings) {
        history.record(readings);
    }

    /// Says that something about the daemon itself has changed.
    void say(String line) {
        say(NOTICE, line);
    }

    /// Says that something about the daemon itself is not as it should be.
    void warn(String line) {
        say(WARNING, line);
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
                    NOT_NOTED,
                    NO_ORPHAN_GUARD,
                    FOLDER_LEFT,
                    POOL_MISSING,
                    GOES_BY_RSS,
                    NOT_FOLLOWED,
                    WAITING,
                    WORKERS_STILL_THERE ->
                    WARNING;
            case RECYCLING,
                    RECYCLED,
                    VANISHED,
                    DIAGNOSED,
                    UNFINISHED,
                    POOL_FOUND,
                    RESUMED,
                    STARTING,
                    LEAVING,
                    ASKED,
                    EXITED,
                    ORPHANS_ENDED,
                    MALFORMED ->
                    NOTICE;
        };
    }

    private void say(int priority, String line) {
        String stamp =
                journal ? "<" + priority + ">" : Instant.now().truncatedTo(ChronoUnit.MILLIS) + " ";
        err.println(stamp + line);
    }
}
