package dev.kidreaper.profiles;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Counts cut requests while workers that hold connections for long are recycled, all classes side
/// by side: see `bench/worker-classes`.
public final class EveryWorkerClass {
    private EveryWorkerClass() {}

    /// Runs it.
    ///
    /// @param args how many recycles for each class, how long a stream is in seconds, the most
    ///   minutes to spend, and which classes; none means all
    public static void main(String[] args) throws InterruptedException {
        int enough = Integer.parseInt(args[0]);
        double seconds = Double.parseDouble(args[1]);
        Duration longest = Duration.ofMinutes(Long.parseLong(args[2]));
        System.out.println(
                "| class | recycled | left alone | answered | cut |\n|---|---|---|---|---|");
        try (var threads = Executors.newCachedThreadPool()) {
            var rows = new ArrayList<Future<?>>();
            for (WorkerClass its : classes(args)) {
                rows.add(threads.submit(() -> row(its, its.recycle(seconds, enough, longest))));
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

    private static List<WorkerClass> classes(String[] args) {
        List<WorkerClass> named = Arrays.stream(args).skip(3).map(WorkerClass::valueOf).toList();
        return named.isEmpty() ? List.of(WorkerClass.values()) : named;
    }

    private static void row(WorkerClass its, WorkerClass.Result result) {
        System.out.printf(
                "| %s | %d | %d | %d | %d |%n",
                its, result.recycled(), result.left(), result.answered(), result.failures().size());
        result.failures().forEach(f -> System.err.println(its + " " + f));
    }
}
