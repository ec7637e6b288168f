package dev.kidreaper.profiles;

import dev.kidreaper.testing.HttpLoad;
import dev.kidreaper.testing.LongLoad;
import dev.kidreaper.testing.ManagerProcess;
import dev.kidreaper.testing.Nginx;
import dev.kidreaper.testing.Preforked;
import dev.kidreaper.testing.TestPool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Counts cut requests while `kidreaper run` recycles the workers of every kind of manager by their
/// number of requests: see `bench/gate-cut`.
public final class EveryGated {
    private static final int MOST = 25;

    /// Each carries many requests.
    private static final int MOST_KEPT = 2;

    private static final Duration THINK = Duration.ofMillis(2);
    private static final List<Kind> HTTP =
            List.of(Kind.STARMAN, Kind.UNICORN, Kind.GUNICORN, Kind.UWSGI, Kind.APACHE);

    private EveryGated() {}

    /// Runs it.
    ///
    /// @param args how many recycles for each kind, how many seconds at most; then kinds, none: all
    public static void main(String[] args) throws Exception {
        int recycles = Integer.parseInt(args[0]);
        Duration longest = Duration.ofSeconds(Integer.parseInt(args[1]));
        var kinds = new HashSet<>(Arrays.asList(args).subList(2, args.length));
        System.out.println(
                "| manager | connections | seconds | recycled | most of one worker | answered | cut"
                        + " |\n|---|---|---|---|---|---|---|");
        Map<String, List<String>> fastCgi = new LinkedHashMap<>();
        fastCgi.put("fcgi-procmanager", procManager());
        fastCgi.put("php-fpm", Preforked.FPM);
        for (var one : fastCgi.entrySet()) {
            if (kinds.isEmpty() || kinds.contains(one.getKey())) {
                var words = new ArrayList<>(starter(MOST));
                words.addAll(one.getValue());
                try (var pool =
                                ManagerProcess.start(
                                        words,
                                        Map.of(),
                                        p -> !p.logged("event=pool-found").isEmpty());
                        var nginx = Nginx.start(pool.folder(), pool.folder().resolve("socket"))) {
                    count(one.getKey(), pool, nginx.port(), List.of("/"), false, recycles, longest);
                }
            }
        }
        for (Kind kind : HTTP) {
            if (kinds.isEmpty() || kinds.contains(kind.profile)) {
                try (var pool = kind.pool(starter(MOST))) {
                    count(kind, false, pool, recycles, longest);
                }
                if (kind == Kind.UWSGI) {
                    continue; // As it is started here, it keeps no connection, and does not say so.
                }
                try (var pool = kind.pool(starter(MOST_KEPT))) {
                    count(kind, true, pool, recycles, longest);
                }
            }
        }
    }

    private static List<String> procManager() {
        String program =
                Path.of("src/test/resources/pools/procmanager.pl").toAbsolutePath().toString();
        return List.of("perl", program, "FOLDER/socket", "4", "FOLDER/pool.pid", "bare");
    }

    private static List<String> starter(int most) {
        return List.of(
                Path.of("kidreaper").toAbsolutePath().toString(),
                "run",
                "--max-requests",
                Integer.toString(most),
                "--socket",
                "FOLDER/control",
                "--");
    }

    private static void count(
            Kind kind, boolean keeps, ManagerProcess pool, int recycles, Duration longest)
            throws Exception {
        count(kind.profile, pool, pool.port(), kind.paths(), keeps, recycles, longest);
    }

    /// One row.
    ///
    /// @param paths that four clients ask for
    /// @param keeps whether they keep their connections for many requests, and ask for the first
    ///   path only
    private static void count(
            String kind,
            ManagerProcess pool,
            int port,
            List<String> paths,
            boolean keeps,
            int recycles,
            Duration longest)
            throws Exception {
        long start = System.nanoTime();
        HttpLoad closing = keeps ? null : HttpLoad.on(port, four(paths), THINK);
        LongLoad keeping = keeps ? LongLoad.keeping(port, 4, paths.getFirst()) : null;
        while (pool.logged("event=recycled").size() < recycles
                && System.nanoTime() - start < longest.toNanos()) {
            TestPool.sleep(Duration.ofMillis(200));
        }
        int recycled = pool.logged("event=recycled").size();
        long answered;
        Collection<String> failures;
        String most = "";
        if (closing != null) {
            closing.close();
            answered = closing.answered();
            failures = closing.failures();
            Map<String, Integer> bodies = closing.bodies();
            most = bodies.size() < 2 ? "" : String.valueOf(Collections.max(bodies.values()));
        } else if (keeping != null) {
            keeping.close();
            answered = keeping.answered();
            failures = keeping.failures();
        } else {
            throw new IllegalStateException("[BUG] no clients");
        }
        System.out.printf(
                "| %s | %s | %d | %d | %s | %d | %d |%n",
                kind,
                closing == null ? "kept" : "closed",
                (System.nanoTime() - start) / 1_000_000_000,
                recycled,
                most,
                answered,
                failures.size());
        failures.stream().limit(5).forEach(System.err::println);
        pool.logged("event=(failed|bug|no-gate)").stream().limit(5).forEach(System.err::println);
    }

    private static List<String> four(List<String> paths) {
        var four = new ArrayList<String>();
        for (int i = 0; i < 4; i++) {
            four.add(paths.get(i % paths.size()));
        }
        return four;
    }
}
