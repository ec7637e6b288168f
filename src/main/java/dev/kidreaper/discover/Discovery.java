package dev.kidreaper.discover;

import dev.kidreaper.decide.BirthWeight;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.FoundPool;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.Worker;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.observe.group.UnitProcesses;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The pools that run on the machine: the managers of all known kinds, with their workers.
/*
 * Of a process that is no manager nothing costly is read: one file for each, and four more for
 * those that have children. Only workers are weighed.
 */
public final class Discovery {
    private static final int INIT = 1;

    private final Proc proc;
    private final PoolReader pools;

    public Discovery(Proc proc, PoolReader pools) {
        this.proc = proc;
        this.pools = pools;
    }

    /// What was found.
    ///
    /// @param pools by name
    /// @param javas the pids of processes that may be kidreaper's own
    /// @param hidden the pids of those that have children, and of which we may not see what they
    ///   execute: their kind, or their workers, may not be known
    public record Found(List<FoundPool> pools, List<Integer> javas, List<Integer> hidden) {
        public Found {
            pools = List.copyOf(pools);
            javas = List.copyOf(javas);
            hidden = List.copyOf(hidden);
        }
    }

    /// All pools that run now, by name. Where one manager has several pools, each of them.
    public Found find() throws Unreadable {
        ProcessScan scan = ProcessScan.of(proc);
        Map<Integer, Pool> found = outermost(read(scan.parents()));
        Map<Integer, String> units = units(found);
        Map<Integer, String> names = names(found, units);
        var all = new ArrayList<FoundPool>();
        found.forEach((pid, pool) ->
                all.addAll(
                        parts(
                                pool,
                                names.getOrDefault(pid, pool.manager().profile().name()),
                                units.get(pid))));
        all.sort((a, b) -> a.name().compareTo(b.name()));
        List<Integer> hidden =
                scan.parents().stream().filter(p -> p != INIT && proc.hidesProgram(p)).toList();
        return new Found(all, scan.javas(), hidden);
    }

    private Map<Integer, Pool> read(List<Integer> parents) {
        var found = new TreeMap<Integer, Pool>();
        parents.forEach(pid -> addIfManager(pid, found));
        return found;
    }

    private void addIfManager(int pid, Map<Integer, Pool> found) {
        try {
            Manager manager = pools.manager(pid);
            if (!manager.profile().isUnknown()) {
                found.put(pid, weighed(manager));
            }
        } catch (Unreadable e) {
            return; // It has gone meanwhile, or is not for our eyes.
        }
    }

    private Pool weighed(Manager manager) throws Unreadable {
        try {
            return pools.pool(manager, PoolReader.Depth.FULL);
        } catch (Unreadable e) {
            if (e.why() != Unreadable.Why.DENIED) {
                throw e;
            }
            return pools.pool(manager, PoolReader.Depth.CHEAP);
        }
    }

    /// Without those that only have another manager of their kind below them, or above them: a
    /// newborn looks like its manager.
    private static Map<Integer, Pool> outermost(Map<Integer, Pool> found) {
        var kept = new TreeMap<Integer, Pool>();
        found.forEach((pid, pool) -> {
            Pool above = found.get(pool.manager().parent());
            boolean isInner = above != null && isSameKind(above, pool);
            boolean isOuter =
                    found.values().stream()
                            .anyMatch(p -> p.manager().parent() == pid && isSameKind(p, pool));
            if (!pool.workers().isEmpty() || !(isInner || isOuter)) {
                kept.put(pid, pool);
            }
        });
        return kept;
    }

    private static boolean isSameKind(Pool one, Pool other) {
        return one.manager().profile().name().equals(other.manager().profile().name());
    }

    /// The units of those managers that are the outermost of their unit.
    private Map<Integer, String> units(Map<Integer, Pool> found) {
        var units = new TreeMap<Integer, String>();
        found.forEach((pid, pool) -> {
            String unit = UnitProcesses.unitOf(proc, pid);
            int parent = pool.manager().parent();
            if (unit != null && !unit.equals(UnitProcesses.unitOf(proc, parent))) {
                units.put(pid, unit);
            }
        });
        return units;
    }

    private Map<Integer, String> names(Map<Integer, Pool> found, Map<Integer, String> units) {
        var names = new TreeMap<Integer, String>();
        found.forEach((pid, pool) ->
                names.put(
                        pid,
                        PoolNames.of(
                                pool.manager().profile().name(),
                                proc.link(pid, "exe"),
                                units.get(pid))));
        return PoolNames.apart(names);
    }

    private static List<FoundPool> parts(Pool pool, String name, @Nullable String unit) {
        Manager manager = pool.manager();
        var byName = new LinkedHashMap<String, List<Worker>>();
        for (Worker worker : pool.workers()) {
            String part = manager.profile().poolOf(worker.title()).orElse("");
            byName.computeIfAbsent(part, _ -> new ArrayList<>()).add(worker);
        }
        if (byName.isEmpty()) {
            byName.put("", List.of());
        }
        return byName.entrySet().stream()
                .map(e -> part(manager, name, e.getKey(), e.getValue(), unit))
                .toList();
    }

    private static FoundPool part(
            Manager all, String name, String part, List<Worker> workers, @Nullable String unit) {
        Manager manager =
                part.isEmpty() ? all : all.profile().only(part).map(all::with).orElse(all);
        return new FoundPool(
                part.isEmpty() ? name : name + "/" + part,
                manager,
                workers,
                unit,
                newborn(new Pool(manager, workers)),
                null);
    }

    /// The weight of a new worker; of the smallest one if none is new.
    private static FoundPool.@Nullable Newborn newborn(Pool pool) {
        if (pool.workers().stream().anyMatch(w -> w.footprint().uss() == Footprint.UNREAD)) {
            return null;
        }
        return BirthWeight.known(pool, Measure.USS)
                .map(b -> new FoundPool.Newborn(b.size(), false))
                .or(() ->
                        pool.workers().stream()
                                .map(w -> new Size(w.footprint().uss()))
                                .min(Size::compareTo)
                                .map(s -> new FoundPool.Newborn(s, true)))
                .orElse(null);
    }
}
