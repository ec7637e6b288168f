package dev.kidreaper.history;

import dev.kidreaper.history.Backlog.Batch;
import dev.kidreaper.model.LogWord;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The thread that owns the file. It writes the backlog; if it fails, it tries again, less and less
/// often.
final class HistoryWriter implements Runnable {
    private static final System.Logger LOGGER = System.getLogger("dev.kidreaper.history");

    private final Backlog backlog;
    private final StateFolder folder;
    private final String boot;
    private final Bounds bounds;
    private final Patience patience;
    private final InstantSource clock;
    private final CompletableFuture<Boolean> opened = new CompletableFuture<>();

    private @Nullable SqliteHistory file;
    private Duration pause;
    private @Nullable Long retryAt;
    private long missedEvents;
    private long missedReadings;

    HistoryWriter(
            Backlog backlog,
            StateFolder folder,
            String boot,
            Bounds bounds,
            Patience patience,
            InstantSource clock) {
        this.backlog = backlog;
        this.folder = folder;
        this.boot = boot;
        this.bounds = bounds;
        this.patience = patience;
        this.clock = clock;
        this.pause = patience.firstPause();
    }

    /// Whether the file could be opened at once. It completes after the first try, or fails with
    /// {@link HistoryInUse}.
    CompletableFuture<Boolean> opened() {
        return opened;
    }

    @Override
    public void run() {
        try {
            tryOpen();
            Batch batch = backlog.take(retryAt);
            while (batch != null && keep(batch)) {
                batch = backlog.take(retryAt);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (HistoryInUse e) {
            opened.completeExceptionally(e);
        } finally {
            closeFile();
            folder.close();
        }
    }

    /// Does the work of a batch.
    ///
    /// @return false if it failed and there is no time to try again
    private boolean keep(Batch batch) {
        try {
            if (file == null) {
                open();
            }
            if (file != null) {
                write(file, batch);
            }
            return true;
        } catch (HistoryInUse e) {
            lose(new HistoryFailure(e.sentence(), e));
        } catch (RuntimeException e) {
            lose(HistoryFailure.of(e));
        }
        batch.questions().forEach(q -> q.answer().cancel(false));
        return !backlog.isClosing();
    }

    private void tryOpen() throws HistoryInUse {
        try {
            open();
            opened.complete(true);
        } catch (RuntimeException e) {
            lose(HistoryFailure.of(e));
            opened.complete(false);
        }
    }

    private void open() throws HistoryInUse {
        folder.prepare();
        try {
            file = SqliteHistory.open(folder.file(), boot, bounds);
        } catch (HistoryFailure e) {
            if (!e.isBroken()) {
                throw e;
            }
            moveAside(e);
            folder.prepare();
            file = SqliteHistory.open(folder.file(), boot, bounds);
        } finally {
            removeLibraries();
        }
        StateFolder.libraryIsLoaded();
    }

    private void removeLibraries() {
        try {
            folder.removeLibraries();
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, "a copy of SQLite's library stays behind", e);
        }
    }

    private void moveAside(HistoryFailure why) {
        Path aside = folder.moveAside(clock.instant());
        LOGGER.log(
                Level.ERROR,
                "event=history-broken reason=%s moved_to=%s"
                        .formatted(LogWord.of(why.sentence()), LogWord.of(aside.toString())));
        backlog.startAnew();
    }

    private void write(SqliteHistory to, Batch batch) {
        if (!batch.events().isEmpty()) {
            to.recordAll(batch.events());
        }
        missedEvents += backlog.eventsAreOnDisk(batch).events();
        to.record(batch.readings());
        missedReadings += backlog.readingsAreOnDisk(batch).readings();
        retryAt = null;
        pause = patience.firstPause();
        if (backlog.back()) {
            LOGGER.log(
                    Level.WARNING,
                    "event=history-back missed_events=%d missed_readings=%d"
                            .formatted(missedEvents, missedReadings));
            missedEvents = 0;
            missedReadings = 0;
        }
        batch.questions().forEach(q -> q.put(to));
    }

    private void lose(HistoryFailure why) {
        closeFile();
        String reason = why.sentence();
        if (why.isBroken()) {
            try {
                moveAside(why);
            } catch (HistoryFailure e) {
                reason = e.sentence();
            }
        }
        retryAt = System.nanoTime() + pause.toNanos();
        pause = patience.next(pause);
        if (backlog.lost(clock.instant(), reason)) {
            LOGGER.log(
                    Level.ERROR,
                    "event=history-lost reason=%s kept=memory".formatted(LogWord.of(reason)));
        }
    }

    private void closeFile() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (HistoryFailure e) {
            LOGGER.log(Level.DEBUG, "closing the history's file", e);
        } finally {
            file = null;
        }
    }
}
