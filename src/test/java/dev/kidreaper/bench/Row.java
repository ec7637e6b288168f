package dev.kidreaper.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One row of the table: what was counted under one load.
record Row(
        Way way,
        String load,
        Duration took,
        int recycles,
        Way.Recycled said,
        long requests,
        long failures,
        long socketErrors,
        int verified,
        int bad,
        int cutSleeps,
        List<String> accidents,
        boolean intact) {
    static final String HEADER =
            """
            | way | wrk | seconds | recycles | idle proof | not done | left after ms p50/p99/max \
            | requests/s | 5xx | socket errors | answers verified | of them bad | sleeps cut short \
            | crashes | siblings ended | pidfile kept |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\
            """;

    String markdown() {
        boolean ours = way == Way.KIDREAPER;
        return "| %s | %s | %d | %d | %s | %s | %s | %d | %d | %d | %d | %d | %d | %d | %d | %s |"
                .formatted(
                        way.label,
                        load,
                        took.toSeconds(),
                        recycles,
                        ours ? said.proven : "",
                        ours ? said.failed : "",
                        ours ? percentiles() : "",
                        requests / Math.max(1, took.plus(ZeroCut.WARM_UP).toSeconds()),
                        failures,
                        socketErrors,
                        verified,
                        bad,
                        cutSleeps,
                        crashes(),
                        siblings(),
                        intact ? "yes" : "no");
    }

    private long crashes() {
        return accidents.stream().filter(l -> l.contains("exited with status")).count();
    }

    /// A newborn that acts as its manager names all whom it ends in one line.
    private long siblings() {
        return accidents.stream()
                .filter(l -> l.contains("sending TERM to PIDs,"))
                .mapToLong(l -> l.substring(l.indexOf(',') + 1).strip().split(" ", -1).length)
                .sum();
    }

    private String percentiles() {
        var sorted = said.leftAfter.stream().sorted().toList();
        if (sorted.isEmpty()) {
            return "";
        }
        return "%d/%d/%d"
                .formatted(
                        millis(sorted.get(sorted.size() / 2)),
                        millis(sorted.get(sorted.size() * 99 / 100)),
                        millis(sorted.getLast()));
    }

    private static long millis(double seconds) {
        return Math.round(seconds * 1000);
    }

    /// All rows of one way in one.
    static Row sum(Way way, List<Row> rows) {
        var said = new Way.Recycled();
        var accidents = new ArrayList<String>();
        for (Row row : rows) {
            said.leftAfter.addAll(row.said.leftAfter);
            said.proven += row.said.proven;
            said.failed += row.said.failed;
            accidents.addAll(row.accidents);
        }
        return new Row(
                way,
                "**all**",
                rows.stream().map(Row::took).reduce(Duration.ZERO, Duration::plus),
                rows.stream().mapToInt(Row::recycles).sum(),
                said,
                rows.stream().mapToLong(Row::requests).sum(),
                rows.stream().mapToLong(Row::failures).sum(),
                rows.stream().mapToLong(Row::socketErrors).sum(),
                rows.stream().mapToInt(Row::verified).sum(),
                rows.stream().mapToInt(Row::bad).sum(),
                rows.stream().mapToInt(Row::cutSleeps).sum(),
                accidents,
                rows.stream().allMatch(Row::intact));
    }
}
