package dev.kidreaper.profiles;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The rows of a table that are measured side by side.
final class Rows {
    private Rows() {}

    /// Waits for all. One that cannot be measured is reported, and is no reason to lose the others.
    ///
    /// @param rows each measures one and prints it
    /// @return whether all were measured
    static boolean measure(List<Runnable> rows) throws InterruptedException {
        boolean all = true;
        try (var threads = Executors.newCachedThreadPool()) {
            var begun = new ArrayList<Future<?>>();
            rows.forEach(row -> begun.add(threads.submit(row)));
            for (Future<?> row : begun) {
                all &= isDone(row);
            }
        }
        return all;
    }

    private static boolean isDone(Future<?> row) throws InterruptedException {
        try {
            row.get();
            return true;
        } catch (ExecutionException e) {
            System.err.println("not measured: " + e.getCause());
            return false;
        }
    }
}
