package dev.kidreaper.profiles;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

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
        List<Runnable> rows =
                classes(args).stream()
                        .<Runnable>map(its -> () -> row(its, its.recycle(seconds, enough, longest)))
                        .toList();
        System.exit(Rows.measure(rows) ? 0 : 1);
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
