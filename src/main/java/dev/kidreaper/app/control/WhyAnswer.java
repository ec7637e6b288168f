package dev.kidreaper.app.control;

import dev.kidreaper.history.History;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Size;
import dev.kidreaper.pool.ManagedPool.Obstacles;
import dev.kidreaper.show.EventJson;
import dev.kidreaper.show.StatusJson;
import dev.kidreaper.show.StatusText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The answer to `why`: why a worker was not recycled, or what became of it.
record WhyAnswer(PoolDesk pools, History history) {
    String why(ControlQuestion question) {
        String word = question.first();
        if (word.matches("[1-9][0-9]{0,8}")) {
            return ofWorker(Integer.parseInt(word), question.json());
        }
        Target target;
        try {
            target = Target.parse(word);
        } catch (IllegalArgumentException e) {
            return StatusJson.problem(String.valueOf(e.getMessage()));
        }
        List<PoolSnapshot> all = pools.snapshots();
        return all.stream()
                .filter(p -> p.name().equals(target.pool()))
                .findFirst()
                .map(p ->
                        target.pid() == 0 || has(p, target.pid())
                                ? ofPool(p, target.pid(), question.json())
                                : ofGone(target.pid(), question.json()))
                .orElseGet(() -> StatusJson.notFound(ControlAnswers.noPool(target.pool(), all)));
    }

    private String ofWorker(int pid, boolean json) {
        return pools.snapshots().stream()
                .filter(p -> has(p, pid))
                .findFirst()
                .map(p -> ofPool(p, pid, json))
                .orElseGet(() -> ofGone(pid, json));
    }

    private static boolean has(PoolSnapshot pool, int pid) {
        return pool.workers().stream().anyMatch(w -> w.id().pid() == pid);
    }

    /// What the history has of a process that is no worker now.
    private String ofGone(int pid, boolean json) {
        List<Event> told =
                history.events(null, Instant.EPOCH, ControlAnswers.MOST_EVENTS).stream()
                        .filter(e -> EventJson.worker(e).filter(id -> id.pid() == pid).isPresent())
                        .toList();
        if (told.isEmpty()) {
            return StatusJson.notFound(
                    "no pool of this daemon has a worker %d, and none is remembered"
                            .formatted(pid));
        }
        return json
                ? StatusJson.events(told, pools.origin())
                : "%d is no worker now; what is remembered of it:\n%s"
                        .formatted(pid, StatusText.events(told));
    }

    private String ofPool(PoolSnapshot pool, int pid, boolean json) {
        Optional<Obstacles> obstacles = pools.obstacles(pool.name());
        if (obstacles.isEmpty()) {
            return StatusJson.problem("pool %s does not answer just now".formatted(pool.name()));
        }
        long now = System.nanoTime();
        var reasons = new LinkedHashMap<ProcessId, String>();
        pool.workers().stream()
                .filter(w -> pid == 0 || w.id().pid() == pid)
                .sorted((a, b) -> Long.compare(b.bytes(), a.bytes()))
                .forEach(w -> reasons.put(w.id(), reason(w, pool, obstacles.get(), now)));
        String hold = hold(pool, obstacles.get());
        return json
                ? StatusJson.why(pool.name(), hold, reasons)
                : words(pool.name(), hold, reasons);
    }

    private static String hold(PoolSnapshot pool, Obstacles obstacles) {
        String hold = obstacles.hold();
        String more = pool.why();
        return hold == null || more == null || hold.equals(more)
                ? hold == null ? "" : hold
                : hold + ": " + more;
    }

    private static String words(String pool, String hold, Map<ProcessId, String> reasons) {
        var lines = new ArrayList<String>();
        lines.add(
                "pool %s: %s"
                        .formatted(pool, hold.isEmpty() ? "a worker at its limit may go" : hold));
        reasons.forEach((id, why) -> lines.add("  %s: %s".formatted(id, why)));
        return String.join("\n", lines);
    }

    /// Why a worker has not gone: the first thing that holds.
    static String reason(
            PoolSnapshot.Member worker, PoolSnapshot pool, Obstacles obstacles, long now) {
        Duration age = worker.age(now);
        Duration newborn = obstacles.policy().pace().newborn();
        if (worker.leaving()) {
            return "it has been asked to leave, and leaves when its request has ended";
        }
        if (obstacles.wanted().workers().contains(worker.id())) {
            return wanted(age, newborn, obstacles) + asked(worker, obstacles);
        }
        if (age.compareTo(newborn) < 0) {
            return "it is %s old, and left alone until it is %s old"
                    .formatted(Durations.words(age), Durations.words(newborn));
        }
        Duration oldest = obstacles.limits().maxAge();
        boolean isOld = oldest != null && age.compareTo(oldest) >= 0;
        Long limit = pool.limitBytes();
        boolean isLarge = limit != null && worker.bytes() >= limit;
        if (isOld || isLarge) {
            return due(worker, isLarge ? size(worker, pool, "has reached") : age(age), obstacles);
        }
        var parts = new ArrayList<String>();
        if (limit != null) {
            parts.add(size(worker, pool, "is below") + forecast(worker, age));
        }
        if (oldest != null) {
            parts.add(
                    "it is %s old, and goes at %s"
                            .formatted(Durations.words(age), Durations.words(oldest)));
        }
        if (parts.isEmpty()) {
            parts.add(
                    obstacles.limits().worker() == null
                            ? "nothing limits the size or age of one worker"
                            : "what a new worker weighs is not known yet, so neither is its limit");
        }
        return String.join("; ", parts) + asked(worker, obstacles);
    }

    private static String wanted(Duration age, Duration newborn, Obstacles obstacles) {
        String hold = obstacles.wanted().hold();
        if (hold == null && age.compareTo(newborn) < 0) {
            hold =
                    "it is %s old, and left alone until it is %s old"
                            .formatted(Durations.words(age), Durations.words(newborn));
        }
        return "an operator has asked for its recycle, "
                + (hold == null ? "and it goes as soon as its turn comes" : "but " + hold);
    }

    private static String due(PoolSnapshot.Member worker, String what, Obstacles obstacles) {
        if (obstacles.hold() != null) {
            return what + ", but " + obstacles.hold() + asked(worker, obstacles);
        }
        return restsFor(worker, obstacles).isPositive()
                ? what + asked(worker, obstacles)
                : what + ", and goes as soon as its turn comes";
    }

    /// That it was asked already, and has stayed; empty: it was not.
    private static String asked(PoolSnapshot.Member worker, Obstacles obstacles) {
        Duration rest = restsFor(worker, obstacles);
        if (!rest.isPositive()) {
            return "";
        }
        return "; it was asked, and has stayed: it is asked again "
                + (obstacles.hold() == null
                        ? "in " + Durations.words(rest)
                        : "when recycling goes on, not before " + Durations.words(rest));
    }

    private static Duration restsFor(PoolSnapshot.Member worker, Obstacles obstacles) {
        return obstacles.resting().getOrDefault(worker.id(), Duration.ZERO);
    }

    private static String age(Duration age) {
        return "it has reached its age limit (%s old)".formatted(Durations.words(age));
    }

    private static String size(PoolSnapshot.Member worker, PoolSnapshot pool, String how) {
        return "its %s of %s %s the limit of %s"
                .formatted(
                        pool.measure().label(),
                        new Size(Math.max(0, worker.bytes())),
                        how,
                        new Size(pool.limitBytes() == null ? 0 : pool.limitBytes()));
    }

    private static String forecast(PoolSnapshot.Member worker, Duration age) {
        String text = StatusText.forecast(worker.reachesLimit(), age);
        if (text.isEmpty()) {
            return "";
        }
        return (worker.reachesLimit() == null ? ", and it is " : ", which it reaches ") + text;
    }
}
