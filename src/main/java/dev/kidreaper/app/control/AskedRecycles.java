package dev.kidreaper.app.control;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The recycles that operators asked for, and what has become of each, for those who wait for them.
/// For any thread.
final class AskedRecycles {
    /// Of so many it is known; older ones are forgotten.
    private static final int MOST = 64;

    private static final class Asked {
        private final String pool;
        private final Set<ProcessId> left;
        private final List<String> problems = new ArrayList<>();
        private int recycled;

        Asked(String pool, Set<ProcessId> workers) {
            this.pool = pool;
            this.left = workers;
        }
    }

    /// What has become of one.
    ///
    /// @param left how many workers are still to go
    /// @param problems why some have not been recycled, sentences
    record Progress(int recycled, int left, List<String> problems) {
        Progress {
            problems = List.copyOf(problems);
        }
    }

    private final Map<Long, Asked> all = new LinkedHashMap<>();
    private long last;

    /// Begins to follow one.
    ///
    /// @param pid of the worker; 0: all of the pool
    /// @return by which it is known
    synchronized long begin(PoolSnapshot pool, int pid) {
        var workers =
                pool.workers().stream()
                        .map(PoolSnapshot.Member::id)
                        .filter(id -> pid == 0 || id.pid() == pid)
                        .collect(Collectors.toCollection(HashSet::new));
        all.put(++last, new Asked(pool.name(), workers));
        if (all.size() > MOST) {
            all.remove(all.keySet().iterator().next());
        }
        return last;
    }

    synchronized void happened(Event event) {
        if (event instanceof Event.Ended ended) {
            all.values().stream()
                    .filter(a -> a.pool.equals(ended.pool()))
                    .filter(a -> a.left.remove(ended.outcome().worker()))
                    .forEach(a -> end(a, ended.outcome()));
        }
    }

    private static void end(Asked asked, Outcome outcome) {
        switch (outcome) {
            case Outcome.Recycled _, Outcome.Vanished _ -> asked.recycled++;
            case Outcome.Failed f ->
                    asked.problems.add("worker %s: %s".formatted(f.worker(), f.problem()));
        }
    }

    /// What has become of one; empty when it is not known.
    ///
    /// @param now how the pools stand: a worker that has gone by itself need not go any more
    synchronized Optional<Progress> progress(long ticket, List<PoolSnapshot> now) {
        Asked asked = all.get(ticket);
        if (asked == null) {
            return Optional.empty();
        }
        now.stream()
                .filter(p -> p.name().equals(asked.pool))
                .filter(p -> !p.isGone() && p.away() == 0)
                .findFirst()
                .ifPresent(p -> {
                    var there =
                            p.workers().stream()
                                    .map(PoolSnapshot.Member::id)
                                    .collect(Collectors.toSet());
                    int before = asked.left.size();
                    asked.left.retainAll(there);
                    asked.recycled += before - asked.left.size();
                });
        return Optional.of(
                new Progress(asked.recycled, asked.left.size(), List.copyOf(asked.problems)));
    }
}
