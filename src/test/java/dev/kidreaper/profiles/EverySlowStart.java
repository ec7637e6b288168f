package dev.kidreaper.profiles;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Measures how long nobody answers while workers are recycled that load for long, all kinds side
/// by side: see `bench/slow-start`.
public final class EverySlowStart {
    private EverySlowStart() {}

    /// Runs it.
    ///
    /// @param args how long a worker loads, in seconds
    public static void main(String[] args) throws InterruptedException {
        int loads = Integer.parseInt(args[0]);
        System.out.println(
                "| kind | recycled | fewest loaded, of 2 | longest silence | without us"
                        + " | failed |\n|---|---|---|---|---|---|");
        try (var threads = Executors.newCachedThreadPool()) {
            var rows = new ArrayList<Future<?>>();
            for (SlowStarter kind : SlowStarter.values()) {
                rows.add(threads.submit(() -> row(kind, kind.recycle(loads, true))));
            }
            boolean all = true;
            for (Future<?> row : rows) {
                all &= isDone(row);
            }
            System.exit(all ? 0 : 1);
        }
    }

    /// Waits for a row. One that cannot be measured is reported, and is no reason to lose the
    /// others.
    private static boolean isDone(Future<?> row) throws InterruptedException {
        try {
            row.get();
            return true;
        } catch (ExecutionException e) {
            System.err.println("not measured: " + e.getCause());
            return false;
        }
    }

    private static void row(SlowStarter kind, SlowStarter.Result its) {
        System.out.printf(
                "| %s | %d | %d | %s | %s | %d |%n",
                kind,
                its.recycled(),
                its.fewest(),
                seconds(its.silence()),
                seconds(its.silenceBefore()),
                its.failed());
    }

    private static String seconds(Duration time) {
        return "%.2f s".formatted(time.toMillis() / 1000.0);
    }
}
