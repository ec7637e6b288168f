package dev.kidreaper.history;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.OpenRecycle;
import dev.kidreaper.model.ProcessId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A history in an SQLite file. If it fails, it throws {@link HistoryFailure} and cannot be used
/// any more.
final class SqliteHistory implements History {
    /// How long thinning may delay the next write.
    private static final Duration THIN_FOR = Duration.ofMillis(20);

    private static final Duration FORGET_WORKERS_EVERY = Duration.ofHours(1);
    private static final int FORGET_AT_ONCE = 500;
    private static final String NEWEST =
            """
            SELECT max((SELECT coalesce(max(at_ms), 0) FROM event),
                       (SELECT coalesce(max(at_ms), 0) FROM reading))
            """;

    /// A larger log cannot be emptied, because some process has been reading from it for hours.
    private static final long LONGEST_LOG = 64L * 1024 * 1024;

    private static final System.Logger LOGGER = System.getLogger("dev.kidreaper.history");

    private final Path log;
    private final Database database;
    private final AgeClock clock;
    private final EventTable events;
    private final ReadingTable readings;
    private final Thinning thinning;
    private Instant workersForgotten = Instant.EPOCH;
    private boolean tooLong;

    private SqliteHistory(
            Path file, Database database, String boot, Bounds bounds, LongSupplier ticker) {
        this.log = file.resolveSibling(file.getFileName() + "-wal");
        this.database = database;
        long newest = database.number(NEWEST);
        this.clock = new AgeClock(newest == 0 ? null : Instant.ofEpochMilli(newest), ticker);
        this.events = new EventTable(database, boot, bounds, clock);
        this.readings = new ReadingTable(database, boot);
        this.thinning = new Thinning(database, bounds, clock);
    }

    /// Opens a file, and creates its tables if there are none.
    ///
    /// @param boot the id of this boot of the machine: a worker's identity holds within it
    static SqliteHistory open(Path file, String boot, Bounds bounds) {
        return open(file, boot, bounds, System::nanoTime);
    }

    /// @param ticker nanoseconds that never jump
    static SqliteHistory open(Path file, String boot, Bounds bounds, LongSupplier ticker) {
        Database database = Database.open(file);
        try {
            Schema.check(database);
            Schema.bring(database);
            return new SqliteHistory(file, database, boot, bounds, ticker);
        } catch (HistoryFailure e) {
            closeAfter(database, e);
            throw e;
        }
    }

    private static void closeAfter(Database database, HistoryFailure failure) {
        try {
            database.close();
        } catch (HistoryFailure e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public Durability record(Event event) {
        recordAll(List.of(event));
        return Durability.ON_DISK;
    }

    /// Records several events, all or none.
    void recordAll(List<Event> some) {
        events.add(some);
    }

    @Override
    public void record(List<MemorySample> some) {
        if (some.isEmpty() || isLogTooLong()) {
            return;
        }
        int added = readings.add(some);
        Instant earliest = some.getFirst().at();
        Instant latest = earliest;
        for (MemorySample memorySample : some) {
            earliest = memorySample.at().isBefore(earliest) ? memorySample.at() : earliest;
            latest = memorySample.at().isAfter(latest) ? memorySample.at() : latest;
        }
        thinning.added(added, earliest);
        tidy(latest);
    }

    private void tidy(Instant wall) {
        Instant now = clock.now(wall);
        long end = System.nanoTime() + THIN_FOR.toNanos();
        boolean busy = true;
        while (busy && System.nanoTime() < end) {
            busy = thinning.step(wall);
        }
        boolean isDue = workersForgotten.plus(FORGET_WORKERS_EVERY).isBefore(now);
        workersForgotten = isDue ? now : workersForgotten;
        readings.forgetWorkers(isDue ? FORGET_AT_ONCE : 0);
    }

    /// Whether to leave out readings because some process holds a transaction open for hours.
    /// Events alone make the log grow little.
    private boolean isLogTooLong() {
        boolean before = tooLong;
        try {
            tooLong = Files.size(log) > LONGEST_LOG;
        } catch (IOException e) {
            tooLong = false; // There is none yet.
        }
        if (tooLong && !before) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "event=history-readings-left-out reason=\"another program holds a transaction"
                            + " open on the file, so its log only grows\"");
        }
        return tooLong;
    }

    /// The number of readings.
    long count() {
        return thinning.count();
    }

    @Override
    public List<Event> events(@Nullable String pool, Instant since, Instant until, int limit) {
        return events.latest(pool, since, until, limit);
    }

    @Override
    public List<Numbered> eventsAfter(long id, @Nullable String pool, int limit) {
        return events.after(id, pool, limit);
    }

    @Override
    public long latestEvent() {
        return database.number("SELECT coalesce(max(id), 0) FROM event");
    }

    @Override
    public List<MemorySample> recent(String pool, Instant from) {
        return List.of(); // Those are asked for where they are in memory.
    }

    @Override
    public List<MemorySample> readings(String pool, ProcessId worker, Instant from, Instant to) {
        return readings.of(pool, worker, from, to, MOST_READINGS);
    }

    @Override
    public List<OpenRecycle> openRecycles() {
        return events.open();
    }

    @Override
    public Condition condition() {
        return new Condition.OnDisk();
    }

    @Override
    public void close() {
        database.close();
    }
}
