package dev.kidreaper.show;

import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.WorkerWord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What has changed of the status since it was asked for the last time, in JSON. For one thread.
/*
 * Ages and times until a limit change all the time by themselves, and whoever draws them can go on
 * counting. So two states are compared as of the same moment.
 */
public final class StatusChanges {
    /// The moment as of which states are compared.
    private static final long STILL = 0;

    private record Seen(String fields, Map<ProcessId, String> workers) {}

    /// What has changed of one pool.
    private record Change(
            DaemonStatus.Kept kept, List<PoolSnapshot.Member> workers, Set<Integer> gone) {}

    private final Map<String, Seen> pools = new HashMap<>();

    /// `at`, `cost`, and of each pool that has changed all fields, with those of its `workers` that
    /// have changed or come; `workers_gone` has the pids of those that have gone, `pools_gone` the
    /// names of pools. Null: nothing has changed.
    ///
    /// @param now as {@link System#nanoTime}
    public @Nullable String since(DaemonStatus status, long now) {
        var changed = new ArrayList<Change>();
        var left = new HashSet<>(pools.keySet());
        for (DaemonStatus.Kept kept : status.pools()) {
            String name = kept.pool().name();
            left.remove(name);
            Seen before = pools.get(name);
            Seen seen = seen(kept, now);
            pools.put(name, seen);
            if (!seen.equals(before)) {
                changed.add(
                        new Change(kept, changed(kept.pool(), before, seen), gone(before, seen)));
            }
        }
        left.forEach(pools::remove);
        return changed.isEmpty() && left.isEmpty() ? null : json(status, changed, left, now);
    }

    private static Seen seen(DaemonStatus.Kept kept, long now) {
        var workers = new HashMap<ProcessId, String>();
        PoolSnapshot pool = kept.pool();
        for (PoolSnapshot.Member worker : pool.workers()) {
            String text =
                    Json.write(json -> {
                        json.writeStringProperty("now", WorkerWord.of(worker, now, pool.pacing()));
                        json.writeName("worker");
                        PoolJson.worker(json, worker, pool, STILL);
                    });
            workers.put(worker.id(), text);
        }
        return new Seen(Json.write(json -> PoolJson.fields(json, kept, STILL)), workers);
    }

    private static List<PoolSnapshot.Member> changed(
            PoolSnapshot pool, @Nullable Seen before, Seen now) {
        var changed = new ArrayList<PoolSnapshot.Member>();
        for (PoolSnapshot.Member worker : pool.workers()) {
            String text = before == null ? null : before.workers.get(worker.id());
            if (text == null || !text.equals(now.workers.get(worker.id()))) {
                changed.add(worker);
            }
        }
        return changed;
    }

    private static Set<Integer> gone(@Nullable Seen before, Seen now) {
        var gone = new HashSet<Integer>();
        if (before != null) {
            before.workers
                    .keySet()
                    .forEach(id -> {
                        if (!now.workers.containsKey(id)) {
                            gone.add(id.pid());
                        }
                    });
        }
        return gone;
    }

    private static String json(
            DaemonStatus status, List<Change> changed, Set<String> left, long now) {
        return Json.write(json -> {
            json.writeStringProperty("at", StatusJson.time(status.at()));
            json.writeStringProperty("history", status.history());
            StatusJson.cost(json, status.cost());
            json.writeArrayPropertyStart("pools");
            changed.forEach(one -> {
                json.writeStartObject();
                PoolJson.fields(json, one.kept, now);
                json.writeArrayPropertyStart("workers");
                one.workers.forEach(w -> PoolJson.worker(json, w, one.kept.pool(), now));
                json.writeEndArray();
                json.writeArrayPropertyStart("workers_gone");
                one.gone.forEach(json::writeNumber);
                json.writeEndArray();
                json.writeEndObject();
            });
            json.writeEndArray();
            json.writeArrayPropertyStart("pools_gone");
            left.forEach(json::writeString);
            json.writeEndArray();
        });
    }
}
