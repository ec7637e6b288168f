package dev.kidreaper.profiles;

import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.Folders;
import dev.kidreaper.testing.HttpLoad;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Counts cut requests while the daemon recycles leaking workers of every kind of manager under
/// load, and while those managers that can do it by themselves: see `bench/profiles`.
public final class EveryProfile {
    private static final Duration LONGEST = Duration.ofMinutes(12);
    private static final Duration OWN = Duration.ofSeconds(40);

    private EveryProfile() {}

    /// Runs it.
    ///
    /// @param args how many recycles the daemon is to do for each kind; then kinds, none: all
    public static void main(String[] args) throws IOException {
        int count = Integer.parseInt(args[0]);
        var kinds = new HashSet<>(Arrays.asList(args).subList(1, args.length));
        System.out.println(
                """
                | manager | who recycles | seconds | recycled | proven idle | not done | answered \
                | cut |
                |---|---|---|---|---|---|---|---|\
                """);
        for (Leaking kind : Leaking.values()) {
            if (kinds.isEmpty() || kinds.contains(kind.profile())) {
                watched(kind, count);
                if (kind.hasOwnWay()) {
                    itself(kind);
                }
            }
        }
    }

    private static void watched(Leaking kind, int count) throws IOException {
        Path folder = Files.createTempDirectory("profiles");
        try (var running = kind.start(false);
                var daemonProcess =
                        DaemonProcess.start(
                                folder,
                                """
                                pid = %d
                                limit = "60M"
                                [pool.pace]
                                pause = "0s"
                                newborn = "300ms"
                                """
                                        .formatted(running.pool().manager()));
                var load = HttpLoad.on(running.port(), kind.paths())) {
            long start = System.nanoTime();
            while (daemonProcess.logged("event=recycled ").size() < count
                    && System.nanoTime() - start < LONGEST.toNanos()) {
                TestPool.sleep(Duration.ofMillis(500));
            }
            String log = daemonProcess.log();
            if (!log.contains("profile=" + kind.profile() + " ")) {
                throw new AssertionError(log);
            }
            row(
                    kind,
                    "kidreaper watch",
                    start,
                    daemonProcess.logged("event=recycled ").size(),
                    Integer.toString(daemonProcess.logged("idle_proof=true").size()),
                    daemonProcess.logged("event=(failed|paused|limit-too-low)").size(),
                    load);
            if (!load.failures().isEmpty()) {
                System.err.println(log + running.pool().log());
            }
        } finally {
            Folders.delete(folder);
        }
    }

    private static void itself(Leaking kind) {
        try (var running = kind.start(true);
                var load = HttpLoad.on(running.port(), kind.paths())) {
            long start = System.nanoTime();
            Set<Long> seen = new HashSet<>();
            Set<Long> now = Set.of();
            while (System.nanoTime() - start < OWN.toNanos()) {
                now = running.pool().children();
                seen.addAll(now);
                TestPool.sleep(Duration.ofMillis(20));
            }
            row(kind, "itself", start, seen.size() - now.size(), "", 0, load);
        }
    }

    private static void row(
            Leaking kind,
            String who,
            long start,
            int recycled,
            String proven,
            int notDone,
            HttpLoad load) {
        List<String> failures = load.failures();
        System.out.printf(
                "| %s | %s | %d | %d | %s | %d | %d | %d |%n",
                kind.profile(),
                who,
                (System.nanoTime() - start) / 1_000_000_000,
                recycled,
                proven,
                notDone,
                load.answered(),
                failures.size());
        failures.stream().limit(3).forEach(System.err::println);
    }
}
