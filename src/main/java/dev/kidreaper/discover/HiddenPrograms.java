package dev.kidreaper.discover;

import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Pool;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Rights;
import java.util.List;
import java.util.Optional;

/// What may not be seen of a pool, since only root and its user may see what it executes. Managers
/// and workers of many kinds are known by that.
public final class HiddenPrograms {
    private HiddenPrograms() {}

    /// Whether a manager may be of a known kind, and that may not be seen.
    public static boolean isKindOf(Manager manager, Proc proc) {
        return manager.profile().isUnknown() && proc.hidesProgram(manager.id().pid());
    }

    /// That a manager's kind may not be seen, a sentence.
    public static String sentence(Manager manager, Proc proc) {
        return "what process %s executes may not be seen, so its kind is not known: %s"
                .formatted(manager.id(), Rights.toSee(proc, manager.id().pid()));
    }

    /// What may not be seen of a pool, a sentence; empty: nothing is missing.
    public static Optional<String> of(Pool pool, Proc proc) {
        if (isKindOf(pool.manager(), proc)) {
            return Optional.of(sentence(pool.manager(), proc));
        }
        return pool.others().stream().anyMatch(id -> proc.hidesProgram(id.pid()))
                ? Optional.of(
                        "what its other children execute may not be seen, so they may be workers: "
                                + Rights.toSee(proc, pool.manager().id().pid()))
                : Optional.empty();
    }

    /// That some processes may not be seen, a sentence.
    ///
    /// @param hidden their pids, at least one
    public static String sentence(List<Integer> hidden, Proc proc) {
        int first = hidden.getFirst();
        int more = hidden.size() - 1;
        return ("what process %d%s executes may not be seen, so pools and workers may be missing:"
                        + " %s")
                .formatted(
                        first,
                        more == 0 ? "" : " (and %d more)".formatted(more),
                        Rights.toSee(proc, first));
    }
}
