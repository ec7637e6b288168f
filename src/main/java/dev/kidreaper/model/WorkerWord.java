package dev.kidreaper.model;

import org.jspecify.annotations.Nullable;

/// What is done with a worker, as one word.
public final class WorkerWord {
    private WorkerWord() {}

    /// That word: `stuck` in a request, `leaving`, `newborn` (too young to be asked) or `active`.
    ///
    /// @param now as {@link System#nanoTime}
    /// @param pacing of its pool; null: not known
    public static String of(PoolSnapshot.Member worker, long now, @Nullable Pacing pacing) {
        if (worker.course().stuck()) {
            return "stuck";
        }
        boolean young = pacing != null && worker.age(now).compareTo(pacing.newborn()) < 0;
        return worker.leaving() ? "leaving" : young ? "newborn" : "active";
    }
}
