package dev.kidreaper.profiles;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

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
        List<Runnable> rows =
                Arrays.stream(SlowStarter.values())
                        .<Runnable>map(kind -> () -> row(kind, kind.recycle(loads, true)))
                        .toList();
        System.exit(Rows.measure(rows) ? 0 : 1);
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
        if (its.ran().exit() != 0) {
            System.err.println(kind + " " + its.ran().out() + its.ran().err());
        }
    }

    private static String seconds(Duration time) {
        return "%.2f s".formatted(time.toMillis() / 1000.0);
    }
}
