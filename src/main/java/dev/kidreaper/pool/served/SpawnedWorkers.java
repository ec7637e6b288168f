package dev.kidreaper.pool.served;

import dev.kidreaper.front.Routing;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.ServeSettings.Source;
import dev.kidreaper.model.Size;
import dev.kidreaper.pool.TrackedWorker;
import dev.kidreaper.pool.asked.Wishes;
import dev.kidreaper.pool.served.SpawnedWorker.State;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The book of a served pool's workers. For the thread that owns the pool.
final class SpawnedWorkers {
    /// Rather than that nobody serves for as long, a worker answers more requests than it should.
    private static final Duration SLOW = Duration.ofSeconds(15);

    private final ServeSettings settings;
    private final Routing routing;
    private final Map<Integer, SpawnedWorker> hired = new LinkedHashMap<>();
    private final Wishes wishes;
    private @Nullable Size limit;
    private Duration start = Duration.ofSeconds(2);
    private Duration lastStart = Duration.ZERO;
    private final Deque<ProcessId> unclaimed = new ArrayDeque<>();

    SpawnedWorkers(ServeSettings settings, Routing routing, Wishes wishes) {
        this.settings = settings;
        this.routing = routing;
        this.wishes = wishes;
    }

    Collection<SpawnedWorker> all() {
        return List.copyOf(hired.values());
    }

    List<TrackedWorker> tracked() {
        return hired.values().stream().map(w -> w.trackedWorker).toList();
    }

    @Nullable SpawnedWorker get(int number) {
        return hired.get(number);
    }

    /// A worker that was started: in place of the first that is to go and has no replacement yet.
    void add(SpawnedWorker worker) {
        hired.values().stream()
                .filter(w -> !w.isActive() && w.cause() != RecycleCause.NOT_NEEDED)
                .filter(w -> w.replacement() == null)
                .findFirst()
                .ifPresent(w -> w.replacedBy(worker.id));
        hired.put(worker.number, worker);
    }

    /// A worker that has gone: one whose replacement it was gets another.
    void remove(SpawnedWorker worker) {
        hired.remove(worker.number);
        wishes.remove(worker.id);
        unclaimed.remove(worker.id);
        hired.values().stream()
                .filter(w -> worker.id.equals(w.replacement()))
                .forEach(w -> w.replacedBy(null));
    }

    /// A worker that was to go stays after all: its replacement is another one's.
    void stays(SpawnedWorker worker, long now) {
        ProcessId its = worker.replacement();
        if (its != null) {
            worker.replacedBy(null);
            unclaimed.add(its);
        }
        worker.stays(now);
    }

    /// Who was started in the place of one that has gone; null when nobody was.
    @Nullable ProcessId replacement(SpawnedWorker gone) {
        ProcessId its = gone.replacement();
        return its != null ? its : unclaimed.poll();
    }

    /// In whose place a worker was started; null when nobody's is known.
    @Nullable ProcessId predecessor(ProcessId worker) {
        return hired.values().stream()
                .filter(w -> worker.equals(w.replacement()))
                .map(w -> w.id)
                .findFirst()
                .orElse(null);
    }

    /// How many workers may go at once that could serve on: all; where their replacements take long
    /// to start, no more than the surge allows to be away.
    int spare() {
        int serving = count(State.SERVING) + count(State.DOOMED);
        return isSlow() ? Math.max(0, serving - keep()) : RecyclePolicy.MOST_AT_ONCE;
    }

    /// How many are to serve always.
    private int keep() {
        int fewest = settings.workers() instanceof Source.Spawned from ? from.fewest() : 1;
        return Math.max(1, fewest - Math.max(1, settings.surge()));
    }

    /// Whether workers take long to start: the last one did.
    boolean isSlow() {
        return lastStart.compareTo(SLOW) >= 0;
    }

    /// The size at which a worker goes; null when there is none, or it is not known yet.
    @Nullable Size limit() {
        return limit;
    }

    void limit(Size size) {
        limit = size;
        hired.values().forEach(w -> w.requestMeter.limit(size.bytes()));
    }

    /// A worker that began to serve: how long that took helps to plan.
    void served(SpawnedWorker worker, long now) {
        lastStart = worker.inState(now);
        start = start.multipliedBy(2).plus(lastStart).dividedBy(3);
        if (limit != null) {
            worker.requestMeter.limit(limit.bytes());
        }
        worker.serves(now);
    }

    int active() {
        return (int) hired.values().stream().filter(SpawnedWorker::isActive).count();
    }

    int starting() {
        return count(State.STARTING);
    }

    int count(State state) {
        int count = 0;
        for (SpawnedWorker worker : hired.values()) {
            if (worker.state() == state) {
                count++;
            }
        }
        return count;
    }

    /// How many are away: those that leave, and those that are still to serve.
    ///
    /// @param wanted how many are to serve
    int away(int wanted) {
        int serving = count(State.SERVING) + count(State.DOOMED);
        return Math.max(wanted - serving, count(State.LEAVING));
    }

    /// Has workers replaced, whatever they weigh.
    ///
    /// @param pid which; 0: all
    /// @return how many that are
    int replace(int pid, RecycleCause because) {
        List<ProcessId> staying =
                hired.values().stream()
                        .filter(w -> w.state() != State.LEAVING)
                        .map(w -> w.id)
                        .toList();
        int wanted = wishes.add(staying, pid, because);
        // One that was to leave after its last requests goes now: they may never come, and it would
        // keep the place in which another one's replacement is to start.
        hired.values().stream()
                .filter(w -> w.state() == State.DOOMED)
                .filter(w -> pid == 0 || w.id.pid() == pid)
                .forEach(w -> w.goAtOnce(because, null));
        return wanted;
    }

    /// Whether an operator wants it replaced, or new code does.
    boolean isOutdated(SpawnedWorker worker) {
        return wishes.has(worker.id);
    }

    /// Why such a worker is to be replaced.
    RecycleCause outdatedFor(SpawnedWorker worker) {
        return wishes.because(worker.id);
    }

    /// How long a worker takes to start, usually.
    Duration start() {
        return start;
    }

    /// Those that nobody is to replace as soon as possible.
    Collection<TrackedWorker> staying() {
        return hired.values().stream()
                .filter(w -> w.isActive() || (w.state() == State.DOOMED && !w.goesAtOnce()))
                .map(w -> w.trackedWorker)
                .toList();
    }

    /// A worker gets no more requests.
    void letGo(SpawnedWorker worker, RecycleCause because, long now) {
        if (worker.state() != State.LEAVING) {
            worker.leaves(weight(worker, because), now);
            routing.leave(worker.number);
        }
    }

    /// What a worker weighs, and the limit, where it goes for that cause.
    Reason weight(SpawnedWorker worker, RecycleCause cause) {
        Limits limits = settings.limits();
        Footprint footprint = worker.requestMeter.footprint();
        return new Reason(
                cause,
                limits.measure(),
                Math.max(0, footprint.by(limits.measure())),
                limit == null ? null : new Limit(limits.measure(), limit));
    }

    /// The one that has been idle longest; empty when there is none.
    Optional<SpawnedWorker> idlest() {
        return hired.values().stream()
                .filter(w -> w.state() == State.SERVING)
                .min(java.util.Comparator.comparingLong(w -> w.requestMeter.lastServed()));
    }

    /// For people: the workers that are on their way.
    String words() {
        return "%d serve, %d start (usually %s), %d leave"
                .formatted(
                        count(State.SERVING) + count(State.DOOMED),
                        starting(),
                        Durations.words(start),
                        count(State.LEAVING));
    }
}
