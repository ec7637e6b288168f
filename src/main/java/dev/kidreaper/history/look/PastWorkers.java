package dev.kidreaper.history.look;

import dev.kidreaper.history.History;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.ProcessId;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which workers a pool had at a moment of the past, and what they weighed. Read as {@link
/// PastReadings} are.
///
/// @param file null: there is none
public record PastWorkers(@Nullable Path file, History history) {
    /// Growth is reckoned over so long at least, where a worker was seen for so long.
    private static final Duration TREND = Duration.ofMinutes(10);

    /// One worker at that moment.
    ///
    /// @param slot its place; -1: not known
    /// @param since when it was seen first
    /// @param read when its size was read last before the moment
    /// @param growthPerSecond in bytes; not a number: it was seen too shortly
    public record Then(
            int slot,
            ProcessId id,
            Instant since,
            Instant read,
            Footprint footprint,
            double growthPerSecond) {}

    /// The size of a worker at one time.
    public record Point(Instant at, long bytes) {}

    /// The workers that were there at a moment, by their places.
    ///
    /// @param longest a worker that was not looked at for so long before was not there
    /// @throws UncheckedIOException when the file cannot be read
    public List<Then> at(String pool, Measure measure, Instant moment, Duration longest) {
        var onDisk = new HistoryFile(file, history);
        if (!onDisk.isThere()) {
            return inMemory(pool, measure, moment, moment.minus(longest));
        }
        String sql =
                """
                SELECT coalesce(w.slot, -1), w.pid, w.start_ticks,
                       (SELECT min(at_ms) FROM reading WHERE worker_id = w.id),
                       r.at_ms, r.vsz, r.rss, r.pss, r.uss, r.swap, r.%1$s, e.at_ms, e.%1$s
                FROM worker w
                JOIN reading r ON r.worker_id = w.id AND r.at_ms = (
                    SELECT max(at_ms) FROM reading
                    WHERE worker_id = w.id AND at_ms <= ?2 AND %1$s IS NOT NULL)
                LEFT JOIN reading e ON e.worker_id = w.id AND e.at_ms = coalesce(
                    (SELECT max(at_ms) FROM reading
                     WHERE worker_id = w.id AND at_ms <= r.at_ms - ?4 AND %1$s IS NOT NULL),
                    (SELECT min(at_ms) FROM reading
                     WHERE worker_id = w.id AND %1$s IS NOT NULL))
                WHERE w.pool = ?1 AND EXISTS (
                    SELECT 1 FROM reading WHERE worker_id = w.id AND at_ms BETWEEN ?3 AND ?2)
                ORDER BY 1, 2
                """
                        .formatted(HistoryFile.column(measure));
        return onDisk.asked(
                sql,
                query -> {
                    query.setString(1, pool);
                    query.setLong(2, moment.toEpochMilli());
                    query.setLong(3, moment.minus(longest).toEpochMilli());
                    query.setLong(4, TREND.toMillis());
                },
                PastWorkers::then);
    }

    private static Then then(ResultSet row) throws SQLException {
        long read = row.getLong(5);
        return new Then(
                row.getInt(1),
                new ProcessId(row.getInt(2), row.getLong(3)),
                Instant.ofEpochMilli(row.getLong(4)),
                Instant.ofEpochMilli(read),
                new Footprint(
                        bytes(row, 6), bytes(row, 7), bytes(row, 8), bytes(row, 9), bytes(row, 10)),
                growth(row.getLong(12), row.getLong(13), read, row.getLong(11)));
    }

    private static long bytes(ResultSet row, int column) throws SQLException {
        long bytes = row.getLong(column);
        return row.wasNull() ? Footprint.UNREAD : bytes;
    }

    /// Over less than half a minute it says nothing.
    private static double growth(long before, long small, long after, long large) {
        double seconds = (after - before) / 1000.0;
        return seconds < 30 ? Double.NaN : (large - small) / seconds;
    }

    private List<Then> inMemory(String pool, Measure measure, Instant moment, Instant earliest) {
        Map<ProcessId, List<MemorySample>> lives = new LinkedHashMap<>();
        for (MemorySample sample : history.recent(pool, Instant.EPOCH)) {
            if (!sample.at().isAfter(moment)) {
                lives.computeIfAbsent(sample.worker(), _ -> new ArrayList<>()).add(sample);
            }
        }
        return lives.values().stream()
                .filter(all -> !all.getLast().at().isBefore(earliest))
                .flatMap(all -> then(all, measure).stream())
                .sorted(Comparator.comparingInt(Then::slot))
                .toList();
    }

    private static Optional<Then> then(List<MemorySample> all, Measure measure) {
        List<MemorySample> read =
                all.stream()
                        .filter(s -> s.footprint().readBy(measure) != Footprint.UNREAD)
                        .toList();
        if (read.isEmpty()) {
            return Optional.empty();
        }
        MemorySample last = read.getLast();
        MemorySample before =
                read.reversed().stream()
                        .filter(s -> !s.at().isAfter(last.at().minus(TREND)))
                        .findFirst()
                        .orElse(read.getFirst());
        return Optional.of(
                new Then(
                        last.slot(),
                        last.worker(),
                        all.getFirst().at(),
                        last.at(),
                        last.footprint(),
                        growth(
                                before.at().toEpochMilli(),
                                before.footprint().readBy(measure),
                                last.at().toEpochMilli(),
                                last.footprint().readBy(measure))));
    }

    /// What a worker weighed over a time, the oldest first.
    ///
    /// @param pid of the latest worker with that pid that was there by then
    /// @throws UncheckedIOException when the file cannot be read
    public List<Point> course(String pool, int pid, Measure measure, Instant from, Instant to) {
        var onDisk = new HistoryFile(file, history);
        if (!onDisk.isThere()) {
            return history.recent(pool, from).stream()
                    .filter(s -> s.worker().pid() == pid && !s.at().isAfter(to))
                    .map(s -> new Point(s.at(), s.footprint().readBy(measure)))
                    .filter(p -> p.bytes != Footprint.UNREAD)
                    .toList();
        }
        String sql =
                """
                SELECT at_ms, %1$s FROM reading
                WHERE worker_id = (
                    SELECT id FROM worker w WHERE pool = ?1 AND pid = ?2 AND EXISTS (
                        SELECT 1 FROM reading WHERE worker_id = w.id AND at_ms <= ?4)
                    ORDER BY id DESC LIMIT 1)
                    AND at_ms BETWEEN ?3 AND ?4 AND %1$s IS NOT NULL
                ORDER BY at_ms DESC LIMIT %2$d
                """
                        .formatted(HistoryFile.column(measure), History.MOST_READINGS);
        return onDisk.asked(
                        sql,
                        query -> {
                            query.setString(1, pool);
                            query.setInt(2, pid);
                            query.setLong(3, from.toEpochMilli());
                            query.setLong(4, to.toEpochMilli());
                        },
                        rows -> new Point(Instant.ofEpochMilli(rows.getLong(1)), rows.getLong(2)))
                .reversed();
    }
}
