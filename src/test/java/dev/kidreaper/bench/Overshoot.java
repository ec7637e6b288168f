package dev.kidreaper.bench;

import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.Folders;
import dev.kidreaper.testing.HttpLoad;
import dev.kidreaper.testing.ManagerProcess;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.WebRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/// How far workers get over their limit before they leave: see `bench/overshoot`.
public final class Overshoot {
    private static final String UWSGI =
            "uwsgi --plugin python3 --http-socket 127.0.0.1:PORT --master --processes 1"
                    + " --disable-logging --wsgi-file APPS/app.py --reload-on-rss 200";

    private Overshoot() {}

    /// Runs it.
    ///
    /// @param args how many seconds each way has
    public static void main(String[] args) throws IOException, InterruptedException {
        Duration time = Duration.ofSeconds(Long.parseLong(args[0]));
        System.out.println(
                """
                | way | workers | leak | limit | recycled | largest size MB p50/max | over \
                the limit, largest | most away at once | cut |
                |---|---|---|---|---|---|---|---|---|\
                """);
        watched(1, 200, 100, Duration.ofMillis(10), "leak", time);
        watched(1, 200, 100, Duration.ofMillis(10), "cow", time);
        watched(16, 200, 100, Duration.ofMillis(50), "leak", time.multipliedBy(3));
        script(time);
        uwsgi(List.of("--min-worker-lifetime", "0"), "uWSGI reload-on-rss, lifetime 0", time);
        uwsgi(List.of(), "uWSGI reload-on-rss", time);
    }

    /// Workers that leak alike, under the daemon.
    ///
    /// @param every between two requests to one worker
    private static void watched(
            int workers, int limit, int kib, Duration every, String route, Duration time)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("overshoot");
        try (var pool = TestPool.start(workers, "bare", route.equals("cow") ? "heavy" : "light");
                var daemonProcess =
                        DaemonProcess.start(
                                folder,
                                """
                                pidfile = "%s"
                                limit = "%dM"
                                [pool.pace]
                                pause = "0s"
                                """
                                        .formatted(pool.pidfile(), limit))) {
            var sizes = new Sizes(pool.manager());
            var cut = new AtomicInteger();
            String query = route.equals("cow") ? "touch=" + kib : "leak=" + kib;
            load(
                    workers,
                    every,
                    time,
                    i -> {
                        if (!WebRequest.send(pool.socket(), query).answer().contains("end")) {
                            cut.incrementAndGet();
                        }
                    });
            var left = sizes.end();
            row(
                    "kidreaper watch, " + route,
                    workers,
                    "%.1f MB/s".formatted(kib / 1024.0 * 1000 / every.toMillis()),
                    limit,
                    left,
                    mostAway(daemonProcess),
                    cut.get());
            if (System.getProperty("overshoot.log") != null) {
                System.err.println(daemonProcess.log());
            }
        }
        Folders.delete(folder);
    }

    /// How many were being recycled at the same time, as the log tells.
    private static int mostAway(DaemonProcess daemonProcess) {
        int away = 0;
        int most = 0;
        for (var line : daemonProcess.logged("event=(recycling|recycled|failed) ")) {
            away += line.group(1).equals("recycling") ? 1 : -1;
            most = Math.max(most, away);
        }
        return most;
    }

    private static void script(Duration time) throws IOException, InterruptedException {
        try (var pool = TestPool.start(1, "bare")) {
            var sizes = new Sizes(pool.manager());
            var loop =
                    new ProcessBuilder(
                                    "perl",
                                    "-e",
                                    "while (1) { system 'perl', 'bench/kidreaper-2007.pl', @ARGV;"
                                            + " select undef, undef, undef, 0.05 }",
                                    Integer.toString(pool.manager()),
                                    Long.toString(200L << 20))
                            .start();
            var cut = new AtomicInteger();
            load(
                    1,
                    Duration.ofMillis(10),
                    time,
                    i -> {
                        if (!WebRequest.send(pool.socket(), "leak=100").answer().contains("end")) {
                            cut.incrementAndGet();
                        }
                    });
            loop.descendants().forEach(ProcessHandle::destroy);
            loop.destroy();
            row("script of 2007 in a loop", 1, "9.8 MB/s", 200, sizes.end(), 1, cut.get());
        }
    }

    private static void uwsgi(List<String> options, String way, Duration time)
            throws InterruptedException {
        var words = new java.util.ArrayList<>(List.of(UWSGI.split(" ", -1)));
        words.addAll(options);
        try (var pool = ManagerProcess.start(words, Map.of(), "/")) {
            var sizes = new Sizes(Math.toIntExact(pool.manager()));
            var cut = new AtomicInteger();
            load(
                    1,
                    Duration.ofMillis(10),
                    time,
                    i -> {
                        try {
                            HttpLoad.get(pool.port(), "/?leak=100");
                        } catch (IOException e) {
                            cut.incrementAndGet();
                        }
                    });
            row(way, 1, "9.8 MB/s", 200, sizes.end(), 1, cut.get());
        }
    }

    /// So many clients, each with a request at that rhythm, however long the last one took.
    private static void load(int clients, Duration every, Duration time, IntConsumer request)
            throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        var threads = new Thread[clients];
        for (int client = 0; client < clients; client++) {
            int number = client;
            threads[client] =
                    Thread.ofVirtual()
                            .start(() -> {
                                for (long next = System.nanoTime(); next < end; ) {
                                    request.accept(number);
                                    next += every.toNanos();
                                    TestPool.sleep(
                                            Duration.ofNanos(
                                                    Math.max(0, next - System.nanoTime())));
                                }
                            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void row(
            String way, int workers, String leak, int limit, List<Double> left, int away, int cut) {
        double max = left.isEmpty() ? 0 : left.getLast();
        System.out.printf(
                "| %s | %d | %s | %d MB | %d | %.1f/%.1f | %+.1f %% | %d | %d |%n",
                way,
                workers,
                leak,
                limit,
                left.size(),
                left.isEmpty() ? 0 : left.get(left.size() / 2),
                max,
                left.isEmpty() ? 0 : (max / limit - 1) * 100,
                away,
                cut);
    }
}
