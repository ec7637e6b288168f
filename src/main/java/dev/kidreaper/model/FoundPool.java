package dev.kidreaper.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A pool that was found on the machine, without anybody having named it.
///
/// @param name by which commands take it: `myapp`, `php8.2-fpm/www`
/// @param manager its manager; where that has several pools, its profile means this one only
/// @param unit the systemd service whose main process the manager is, such as `myapp.service`;
///   null: none is known
/// @param newborn what a new worker weighs; null if there is no worker, or none may be weighed
/// @param keeper who keeps it now; null: nobody
public record FoundPool(
        String name,
        Manager manager,
        List<Worker> workers,
        @Nullable String unit,
        @Nullable Newborn newborn,
        @Nullable Keeper keeper) {
    public FoundPool {
        workers = List.copyOf(workers);
    }

    /// Its name with the manager's pid: it means this pool whatever else runs. Only where two would
    /// have the same name is that the one by which they are shown.
    public String nameWithPid() {
        int slash = name.indexOf('/');
        String its = slash < 0 ? name : name.substring(0, slash);
        String part = slash < 0 ? "" : name.substring(slash);
        String pid = "-" + manager.id().pid();
        return its.endsWith(pid) ? name : its + pid + part;
    }

    /// The weight of a new worker, in USS.
    ///
    /// @param atMost whether it is only a bound: the smallest worker's, since none is new
    public record Newborn(Size size, boolean atMost) {}

    /// A running kidreaper that keeps a pool.
    ///
    /// @param command `watch`, `serve` or `run`
    /// @param pool what it calls the pool
    public record Keeper(String command, String pool) {}

    /// The same, kept by somebody.
    public FoundPool keptBy(@Nullable Keeper other) {
        return new FoundPool(name, manager, workers, unit, newborn, other);
    }

    /// The sum of the workers' PSS, in bytes; {@link Footprint#UNREAD} if that may not be read.
    public long pssBytes() {
        boolean whole = workers.stream().allMatch(w -> w.footprint().pss() != Footprint.UNREAD);
        return whole
                ? workers.stream().mapToLong(w -> w.footprint().pss()).sum()
                : Footprint.UNREAD;
    }

    /// The largest worker's USS, in bytes; {@link Footprint#UNREAD} if there is none or it may not
    /// be read.
    public long largestUssBytes() {
        return workers.stream().mapToLong(w -> w.footprint().uss()).max().orElse(Footprint.UNREAD);
    }
}
