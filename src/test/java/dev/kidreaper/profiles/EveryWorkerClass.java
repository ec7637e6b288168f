package dev.kidreaper.profiles;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Counts cut requests while workers that hold connections for long are recycled, all classes side
/// by side: see `bench/worker-classes`.
public final class EveryWorkerClass {
    private EveryWorkerClass() {}

    /// Runs it.
    ///
    /// @param args how many recycles for each class, how long a stream is in seconds, and the most
    ///   minutes to spend
    public static void main(String[] args) throws InterruptedException, ExecutionException {
        int enough = Integer.parseInt(args[0]);
        double seconds = Double.parseDouble(args[1]);
        Duration longest = Duration.ofMinutes(Long.parseLong(args[2]));
        System.out.println(
                "| class | recycled | left alone | answered | cut |\n|---|---|---|---|---|");
        try (var threads = Executors.newCachedThreadPool()) {
            var rows = new ArrayList<Future<?>>();
            for (WorkerClass its : WorkerClass.values()) {
                rows.add(threads.submit(() -> row(its, its.recycle(seconds, enough, longest))));
            }
            for (Future<?> row : rows) {
                row.get();
            }
        }
    }

    private static void row(WorkerClass its, WorkerClass.Result result) {
        System.out.printf(
                "| %s | %d | %d | %d | %d |%n",
                its, result.recycled(), result.left(), result.answered(), result.failures().size());
        result.failures().stream().limit(3).forEach(System.err::println);
    }
}
