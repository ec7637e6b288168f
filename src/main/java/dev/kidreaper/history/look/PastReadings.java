package dev.kidreaper.history.look;

import dev.kidreaper.history.History;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.MemoryBreakdown;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.ProcessId;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What workers weighed, for charts and for reckoning. Read from the history's file over a
/// connection of its own that cannot write, so that nothing waits for it; where there is no file,
/// from what is in memory. Each call opens the file and closes it: nothing is held while nobody
/// looks.
///
/// @param file null: there is none
public record PastReadings(@Nullable Path file, History history) {
    /// So many readings are looked at for one answer at most, the latest ones.
    private static final int MOST = 300_000;

    /// One worker in one stretch of time.
    ///
    /// @param slot its place; -1: not known
    /// @param bucket the number of the stretch
    /// @param least what it weighed at least in it, in bytes
    /// @param most what it weighed at most
    public record Stretch(int slot, int pid, int bucket, long least, long most) {}

    /// One reading in a worker's life.
    ///
    /// @param worker which life; a number within the answer
    /// @param at when
    public record Moment(long worker, Instant at, long bytes) {}

    /// What workers of that age consisted of.
    ///
    /// @param age since they were seen first
    public record Makeup(Duration age, MemoryBreakdown makeup) {}

    /// What the workers of a pool weighed, at most and at least in each stretch of time; by place
    /// and time.
    ///
    /// @param from the beginning of the first stretch
    /// @param each how long one is
    /// @param count how many there are
    /// @throws UncheckedIOException when the file cannot be read
    public List<Stretch> stretches(
            String pool, Measure measure, Instant from, Duration each, int count) {
        Instant to = from.plus(each.multipliedBy(count));
        if (!onDisk().isThere()) {
            return inMemory(pool, measure, from, to, each);
        }
        String sql =
                """
                SELECT coalesce(w.slot, -1) AS place, w.pid, (r.at_ms - ?2) / ?4 AS bucket,
                       min(r.%1$s), max(r.%1$s)
                FROM reading r JOIN worker w ON w.id = r.worker_id
                WHERE r.at_ms >= ?2 AND r.at_ms < ?3 AND w.pool = ?1 AND r.%1$s IS NOT NULL
                GROUP BY r.worker_id, bucket ORDER BY place, bucket
                """
                        .formatted(HistoryFile.column(measure));
        return onDisk().asked(
                        sql,
                        query -> {
                            query.setString(1, pool);
                            query.setLong(2, from.toEpochMilli());
                            query.setLong(3, to.toEpochMilli());
                            query.setLong(4, each.toMillis());
                        },
                        rows ->
                                new Stretch(
                                        rows.getInt(1),
                                        rows.getInt(2),
                                        rows.getInt(3),
                                        rows.getLong(4),
                                        rows.getLong(5)));
    }

    private List<Stretch> inMemory(
            String pool, Measure measure, Instant from, Instant to, Duration each) {
        Map<List<Integer>, Stretch> all = new HashMap<>();
        for (MemorySample one : history.recent(pool, from)) {
            long bytes = one.footprint().readBy(measure);
            if (bytes != Footprint.UNREAD && one.at().isBefore(to)) {
                int bucket = (int) Duration.between(from, one.at()).dividedBy(each);
                int pid = one.worker().pid();
                all.merge(
                        List.of(one.slot(), pid, bucket),
                        new Stretch(one.slot(), pid, bucket, bytes, bytes),
                        (a, b) ->
                                new Stretch(
                                        a.slot,
                                        a.pid,
                                        a.bucket,
                                        Math.min(a.least, b.least),
                                        Math.max(a.most, b.most)));
            }
        }
        return all.values().stream()
                .sorted((a, b) ->
                        a.slot != b.slot
                                ? Integer.compare(a.slot, b.slot)
                                : Integer.compare(a.bucket, b.bucket))
                .toList();
    }

    /// All readings of a pool's workers, by worker and time.
    ///
    /// @param from the earliest time
    /// @throws UncheckedIOException when the file cannot be read
    public List<Moment> lives(String pool, Measure measure, Instant from) {
        if (!onDisk().isThere()) {
            Map<ProcessId, Long> numbers = new HashMap<>();
            return history.recent(pool, from).stream()
                    .filter(s -> s.footprint().readBy(measure) != Footprint.UNREAD)
                    .map(s ->
                            new Moment(
                                    numbers.computeIfAbsent(s.worker(), _ -> (long) numbers.size()),
                                    s.at(),
                                    s.footprint().readBy(measure)))
                    .sorted((a, b) ->
                            a.worker != b.worker
                                    ? Long.compare(a.worker, b.worker)
                                    : a.at.compareTo(b.at))
                    .toList();
        }
        return lives(Objects.requireNonNull(file), pool, measure, from);
    }

    /// The same, from the file of a daemon that need not run.
    ///
    /// @throws UncheckedIOException when the file cannot be read
    public static List<Moment> lives(Path file, String pool, Measure measure, Instant from) {
        String sql =
                """
                SELECT r.worker_id, r.at_ms, r.%1$s FROM reading r
                WHERE r.worker_id IN (SELECT id FROM worker WHERE pool = ?1)
                    AND r.at_ms >= ?2 AND r.%1$s IS NOT NULL
                ORDER BY r.worker_id, r.at_ms LIMIT %2$d
                """
                        .formatted(HistoryFile.column(measure), MOST);
        return HistoryFile.asked(
                file,
                sql,
                since(pool, from),
                rows ->
                        new Moment(
                                rows.getLong(1),
                                Instant.ofEpochMilli(rows.getLong(2)),
                                rows.getLong(3)));
    }

    /// What the workers of a pool consisted of at each age; empty where there is no file.
    ///
    /// @param from the earliest time
    /// @throws UncheckedIOException when the file cannot be read
    public List<Makeup> makeups(String pool, Instant from) {
        if (!onDisk().isThere()) {
            return List.of();
        }
        String sql =
                """
                SELECT r.at_ms - min(r.at_ms) OVER (PARTITION BY r.worker_id),
                       r.shared, r.apart, r.own, r.file
                FROM reading r
                WHERE r.worker_id IN (SELECT id FROM worker WHERE pool = ?1)
                    AND r.at_ms >= ?2 AND r.shared IS NOT NULL
                LIMIT %d
                """
                        .formatted(MOST);
        return onDisk().asked(
                        sql,
                        since(pool, from),
                        rows ->
                                new Makeup(
                                        Duration.ofMillis(rows.getLong(1)),
                                        new MemoryBreakdown(
                                                rows.getLong(2),
                                                rows.getLong(3),
                                                rows.getLong(4),
                                                rows.getLong(5),
                                                0,
                                                0)));
    }

    private HistoryFile onDisk() {
        return new HistoryFile(file, history);
    }

    private static HistoryFile.Binding since(String pool, Instant from) {
        return query -> {
            query.setString(1, pool);
            query.setLong(2, from.toEpochMilli());
        };
    }
}
