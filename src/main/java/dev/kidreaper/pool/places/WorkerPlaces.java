package dev.kidreaper.pool.places;

import dev.kidreaper.model.ProcessId;
import dev.kidreaper.pool.TrackedWorker;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The places of a pool's workers, from 0: a replacement gets the place of the worker that it
/// replaces, so that all that is drawn of a place is one line. There are as many as workers were
/// there at once. For the thread that owns the pool.
/*
 * A replacement that comes while its predecessor is still there gets a place of its own until that
 * one has gone. Which of several it replaces is known only where we start the workers ourselves.
 * Elsewhere it is whoever was asked to leave and has no heir yet.
 */
public final class WorkerPlaces {
    private static final Comparator<TrackedWorker> OLDEST_FIRST =
            Comparator.comparing((TrackedWorker w) -> w.age(0)).reversed();

    private final Map<ProcessId, TrackedWorker> placed = new HashMap<>();
    private final Map<ProcessId, TrackedWorker> heirs = new HashMap<>();
    private final BitSet taken = new BitSet();

    /// Gives each worker its place.
    public void look(Collection<TrackedWorker> workers) {
        look(workers, _ -> null);
    }

    /// Gives each worker its place.
    ///
    /// @param workers all that are there
    /// @param predecessor whom a new worker replaces, where that is known
    public void look(
            Collection<TrackedWorker> workers,
            Function<ProcessId, @Nullable ProcessId> predecessor) {
        var come = new ArrayList<TrackedWorker>();
        for (TrackedWorker worker : workers) {
            if (worker.place() < 0) {
                come.add(worker);
            }
        }
        if (come.isEmpty() && placed.size() == workers.size()) {
            return;
        }
        leave(workers);
        come.sort(OLDEST_FIRST);
        come.forEach(worker -> enter(worker, predecessor.apply(worker.id())));
    }

    private void leave(Collection<TrackedWorker> workers) {
        var gone = new HashMap<>(placed);
        workers.forEach(w -> gone.remove(w.id()));
        for (TrackedWorker one : gone.values()) {
            placed.remove(one.id());
            taken.clear(one.place());
        }
        for (TrackedWorker one : gone.values()) {
            TrackedWorker heir = heirs.remove(one.id());
            if (heir != null && placed.containsKey(heir.id()) && !taken.get(one.place())) {
                taken.clear(heir.place());
                put(heir, one.place());
            }
        }
    }

    private void enter(TrackedWorker worker, @Nullable ProcessId predecessor) {
        TrackedWorker before = predecessor == null ? null : placed.get(predecessor);
        int free = taken.nextClearBit(0);
        if (before == null && free >= placed.size()) { // No place is empty.
            before = leaving();
        }
        if (before != null) {
            heirs.put(before.id(), worker);
        }
        put(worker, free);
    }

    private @Nullable TrackedWorker leaving() {
        List<TrackedWorker> all =
                placed.values().stream()
                        .filter(w -> w.isLeaving() && !heirs.containsKey(w.id()))
                        .sorted(OLDEST_FIRST)
                        .toList();
        return all.isEmpty() ? null : all.getFirst();
    }

    private void put(TrackedWorker worker, int place) {
        placed.put(worker.id(), worker);
        taken.set(place);
        worker.place(place);
    }
}
