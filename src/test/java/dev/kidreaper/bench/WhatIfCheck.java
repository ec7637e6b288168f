package dev.kidreaper.bench;

import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.Folders;
import dev.kidreaper.testing.JsonValue;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.WebRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/// What `what-if` foretells of another limit, beside a pool that was run at it: see
/// `bench/what-if`.
public final class WhatIfCheck {
    private static final int WORKERS = 4;
    private static final Duration EVERY = Duration.ofMillis(50);
    private static final List<String> LIMITS = List.of("16M", "32M");

    private WhatIfCheck() {}

    /// How a worker grows.
    private enum Kind {
        EVEN("50 KB each"),
        UNEVEN("500 KB, one in ten");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /// What one request leaves behind, in KiB.
        int kib(Random random) {
            return switch (this) {
                case EVEN -> 50;
                case UNEVEN -> random.nextInt(10) == 0 ? 500 : 0;
            };
        }
    }

    /// One pool at one limit.
    ///
    /// @param perDay how many workers were recycled, as for a day
    /// @param foretold what its history foretells for each of the limits
    private record Run(double perDay, List<Double> foretold) {}

    /// Runs it.
    ///
    /// @param args how many seconds each pool has
    public static void main(String[] args) throws IOException {
        Duration time = Duration.ofSeconds(Long.parseLong(args[0]));
        System.out.println(
                """
                | a request leaves | limit | recycles a day | foretold at this limit | from the \
                other limit | off by |
                |---|---|---|---|---|---|\
                """);
        var kinds = new EnumMap<Kind, List<CompletableFuture<Run>>>(Kind.class);
        for (Kind kind : Kind.values()) {
            kinds.put(kind, LIMITS.stream().map(limit -> begun(kind, limit, time)).toList());
        }
        kinds.forEach((kind, runs) -> {
            for (int i = 0; i < LIMITS.size(); i++) {
                double real = runs.get(i).join().perDay;
                double other = runs.get(1 - i).join().foretold.get(i);
                System.out.printf(
                        "| %s | %s | %.0f | %.0f | %.0f | %+.1f %% |%n",
                        kind.words,
                        LIMITS.get(i),
                        real,
                        runs.get(i).join().foretold.get(i),
                        other,
                        (other / real - 1) * 100);
            }
        });
    }

    private static CompletableFuture<Run> begun(Kind kind, String limit, Duration time) {
        return CompletableFuture.supplyAsync(
                () -> run(kind, limit, time), work -> Thread.ofPlatform().start(work));
    }

    private static Run run(Kind kind, String limit, Duration time) {
        var over = new AtomicBoolean();
        try {
            Path folder = Files.createTempDirectory("what-if");
            try (var pool = TestPool.start(WORKERS, "bare", "light");
                    var daemon =
                            DaemonProcess.start(
                                    folder,
                                    """
                                    pidfile = "%s"
                                    limit = "%s"
                                    measure = "rss"
                                    [pool.pace]
                                    pause = "0s"
                                    newborn = "1s"
                                    """
                                            .formatted(pool.pidfile(), limit))) {
                for (int i = 0; i < WORKERS; i++) {
                    Thread.ofVirtual().start(() -> load(kind, pool.socket(), over));
                }
                TestPool.sleep(time);
                var answer =
                        daemon.ask(
                                "what-if", "pool", "--json", "--limits", String.join(",", LIMITS));
                List<Double> foretold =
                        JsonValue.parse(answer.out()).get("limits").list().stream()
                                .map(row -> row.get("recycles_per_day"))
                                .map(rate -> rate.value() == null ? Double.NaN : rate.decimal())
                                .toList();
                if (System.getProperty("what-if.log") != null) {
                    System.err.println(answer.out() + daemon.status() + daemon.log());
                }
                return new Run(perDay(daemon), foretold);
            } finally {
                over.set(true);
                Folders.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void load(Kind kind, Path socket, AtomicBoolean over) {
        var random = new Random();
        while (!over.get()) {
            WebRequest.send(socket, "leak=" + kind.kib(random));
            TestPool.sleep(EVERY);
        }
    }

    /// All begin at once: so it is counted from the middle of the first ones to that of the last.
    private static double perDay(DaemonProcess daemon) {
        double[] times =
                daemon.logged("(?m)^(\\S+Z) .*event=recycled ").stream()
                        .mapToDouble(m -> Instant.parse(m.group(1)).toEpochMilli() / 1000.0)
                        .sorted()
                        .toArray();
        double first = mean(times, 0);
        double last = mean(times, times.length - WORKERS);
        return (times.length - WORKERS) / (last - first) * Duration.ofDays(1).toSeconds();
    }

    private static double mean(double[] times, int from) {
        double sum = 0;
        for (int i = from; i < from + WORKERS; i++) {
            sum += times[i];
        }
        return sum / WORKERS;
    }
}
