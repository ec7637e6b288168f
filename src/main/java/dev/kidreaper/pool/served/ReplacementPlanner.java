package dev.kidreaper.pool.served;

import dev.kidreaper.decide.Plan;
import dev.kidreaper.decide.WorkerForecast;
import dev.kidreaper.front.Routing;
import dev.kidreaper.model.Pacing;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.Size;
import dev.kidreaper.pool.MemoryPressure;
import dev.kidreaper.pool.NewbornSizes;
import dev.kidreaper.pool.RecycleClearance;
import dev.kidreaper.pool.served.SpawnedWorker.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who of a served pool's workers goes next. For the thread that owns the pool.
/*
 * The pool is to have so many active workers. One that is doomed still serves, but is not counted:
 * so its replacement is started. There are never more doomed ones than the surge allows. One that
 * was doomed since it is old, since an operator asked, or since memory is short, leaves when its
 * replacement is there; one that is about to reach its limit is used before all others until it
 * does.
 */
final class ReplacementPlanner {
    /// Memory that a worker on its way has not given back by then may never come.
    private static final Duration RELIEF = Duration.ofSeconds(10);

    /// As in {@link SpawnedWorker#doom}.
    private record Next(
            SpawnedWorker worker, RecycleCause because, @Nullable Reason reached, boolean atOnce) {
        void doom(long now) {
            worker.doom(because, reached, atOnce, now);
        }
    }

    private final ServeSettings settings;
    private final SpawnedWorkers spawnedWorkers;
    private final Routing routing;
    private final NewbornSizes newbornSizes;
    private final MemoryPressure memoryPressure;
    private final RecycleClearance clearance;

    ReplacementPlanner(
            ServeSettings settings,
            SpawnedWorkers spawnedWorkers,
            Routing routing,
            NewbornSizes newbornSizes,
            MemoryPressure memoryPressure,
            RecycleClearance clearance) {
        this.settings = settings;
        this.spawnedWorkers = spawnedWorkers;
        this.routing = routing;
        this.newbornSizes = newbornSizes;
        this.memoryPressure = memoryPressure;
        this.clearance = clearance;
    }

    /// Decides.
    ///
    /// @param wanted how many active workers there are to be
    void decide(int wanted, long now) {
        boolean complete = spawnedWorkers.active() >= wanted && spawnedWorkers.starting() == 0;
        if (complete) {
            // They go with fewer requests than they could have answered.
            in(State.DOOMED)
                    .filter(w -> isDueBefore(w, now))
                    .forEach(w -> w.goAtOnce(RecycleCause.MAX_REQUESTS, null));
            in(State.DOOMED).forEach(w -> useUp(w, now));
        }
        if (isAwaited(now)) {
            in(State.DOOMED)
                    .filter(w -> !goesSoon(w, now))
                    .forEach(w -> spawnedWorkers.stays(w, now));
        }
        int free = settings.surge() - spawnedWorkers.count(State.DOOMED);
        if (settings.surge() == 0 && complete && !isLeaving(now)) {
            for (Next next : next(1, now)) {
                next.doom(now);
                letGo(next.worker, next.because, now);
            }
        } else if (free > 0) {
            next(free, now).forEach(n -> n.doom(now));
        } else if (settings.surge() > 0) {
            hasten(pressed(now), now);
        }
    }

    /// Whether a worker is to go now, and has to wait for places that are held by such as have not
    /// reached their limits, or may not go now: without requests they never do.
    private boolean isAwaited(long now) {
        return settings.surge() > 0
                && spawnedWorkers.count(State.DOOMED) >= settings.surge()
                && in(State.SERVING)
                        .filter(w -> !clearance.isNewborn(w.trackedWorker.age(now)))
                        .anyMatch(w ->
                                spawnedWorkers.isOutdated(w)
                                        ? clearance.free(RecycleCause.ASKED, now) > 0
                                        : isOld(w, now)
                                                && clearance.free(RecycleCause.MAX_AGE, now) > 0);
    }

    /// Whether a worker's replacement is there, and another one's should be on its way by now, for
    /// which there is no room: where workers take long to start, all would reach their number of
    /// requests before the next one serves.
    private boolean isDueBefore(SpawnedWorker doomed, long now) {
        return spawnedWorkers.isSlow()
                && doomed.cause() == RecycleCause.MAX_REQUESTS
                && spawnedWorkers.count(State.DOOMED) >= settings.surge()
                && !due(1, null, now).isEmpty();
    }

    private List<Plan.Go> due(int most, @Nullable Reason pressed, long now) {
        List<WorkerForecast> outlooks = in(State.SERVING).map(w -> outlook(w, now)).toList();
        return Plan.now(outlooks, most, lanes(), each(), pressed);
    }

    private int lanes() {
        return Math.max(1, settings.surge());
    }

    private Duration each() {
        return spawnedWorkers.start().multipliedBy(3).dividedBy(2).plusMillis(100);
    }

    /// How fast workers can be replaced.
    Pacing pacing() {
        long newborn = newbornSizes.size().orElse(0);
        return Pacing.of(settings.policy(), settings.limits(), each(), newborn)
                .atOnce(lanes())
                .within(memoryPressure.totalLimit());
    }

    private boolean goesSoon(SpawnedWorker doomed, long now) {
        RecycleCause cause = doomed.cause();
        return doomed.goesAtOnce() && cause != null && clearance.free(cause, now) > 0;
    }

    /// Where memory is short, those that are to go anyway are the first.
    private void hasten(@Nullable Reason pressed, long now) {
        if (pressed != null) {
            in(State.DOOMED)
                    .forEach(w -> w.goAtOnce(pressed.causeOr(RecycleCause.POOL_LIMIT), pressed));
            memoryPressure.relieved(now);
        }
    }

    private void useUp(SpawnedWorker doomed, long now) {
        RecycleCause cause = doomed.cause();
        if (cause != null && doomed.goesAtOnce()) {
            if (clearance.free(cause, now) > 0 && clearance.permitted(cause, 1) > 0) {
                letGo(doomed, cause, now);
            }
        } else if (doomed.prefer()) {
            routing.prefer(doomed.number);
        }
    }

    private void letGo(SpawnedWorker worker, RecycleCause because, long now) {
        if (clearance.open().take(worker.id, because)) {
            clearance.started(now);
            spawnedWorkers.letGo(worker, because, now);
        }
    }

    /// Those of which the next one may go as soon as its replacement serves, or as soon as it has
    /// reached its limit.
    private List<Next> permitted(List<Next> all) {
        List<Next> atOnce = all.stream().filter(Next::atOnce).toList();
        if (atOnce.isEmpty()) {
            return all;
        }
        int may = clearance.permitted(atOnce.getFirst().because, atOnce.size());
        return all.stream().filter(n -> !n.atOnce || atOnce.indexOf(n) < may).toList();
    }

    private List<Next> next(int free, long now) {
        int mayBeAsked = Math.min(free, clearance.free(RecycleCause.ASKED, now));
        List<Next> asked =
                in(State.SERVING)
                        .filter(spawnedWorkers::isOutdated)
                        .filter(w -> !clearance.isNewborn(w.trackedWorker.age(now)))
                        .limit(mayBeAsked)
                        .map(w -> new Next(w, spawnedWorkers.outdatedFor(w), null, true))
                        .toList();
        int mayGo = Math.min(free, clearance.free(RecycleCause.LIMIT, now));
        if (!asked.isEmpty() || mayGo == 0) {
            return permitted(asked);
        }
        Reason pressed = pressed(now);
        List<Next> next =
                due(mayGo, pressed, now).stream()
                        .flatMap(go -> next(go, pressed, now).stream())
                        .filter(n -> settings.surge() > 0 || n.atOnce)
                        .toList();
        if (pressed != null && next.isEmpty()) {
            memoryPressure.unrelieved(in(State.SERVING).map(w -> outlook(w, now)).toList());
        } else if (pressed != null) {
            memoryPressure.relieved(now);
        }
        return permitted(next);
    }

    private Optional<Next> next(Plan.Go go, @Nullable Reason pressed, long now) {
        return of(go.worker())
                .map(w -> {
                    RecycleCause cause = go.reason().causeOr(RecycleCause.LIMIT);
                    // Of its age nobody tells it later, as of its size and its requests.
                    boolean old = cause == RecycleCause.MAX_AGE || isOld(w, now);
                    return pressed != null
                            ? new Next(w, cause, pressed, true)
                            : new Next(w, old ? RecycleCause.MAX_AGE : cause, null, old);
                });
    }

    /// Why memory is short; null when it is not, or when what has been done about it does not show
    /// yet.
    private @Nullable Reason pressed(long now) {
        boolean moving = spawnedWorkers.starting() > 0 || isLeaving(now);
        return moving ? null : memoryPressure.now(now);
    }

    /// Whether a worker is on its way out. One that has been for long holds up no other.
    private boolean isLeaving(long now) {
        return in(State.LEAVING).anyMatch(w -> w.inState(now).compareTo(RELIEF) < 0);
    }

    private Stream<SpawnedWorker> in(State state) {
        return spawnedWorkers.all().stream().filter(w -> w.state() == state);
    }

    private Optional<SpawnedWorker> of(ProcessId id) {
        return spawnedWorkers.all().stream().filter(w -> w.id.equals(id)).findFirst();
    }

    private WorkerForecast outlook(SpawnedWorker worker, long now) {
        Size limit = spawnedWorkers.limit();
        Duration age = worker.trackedWorker.age(now);
        var known =
                new WorkerForecast.Known(
                        worker.id,
                        worker.requestMeter.bytes(),
                        worker.trackedWorker.reclaimable(),
                        limit == null
                                ? Optional.empty()
                                : worker.trackedWorker.reaches(limit.bytes()),
                        age,
                        worker.requestMeter.requests(),
                        worker.requestMeter.mostRequests());
        return WorkerForecast.of(
                known,
                settings.limits(),
                limit == null ? OptionalLong.empty() : OptionalLong.of(limit.bytes()),
                newbornSizes.reclaimable(),
                !clearance.isNewborn(age));
    }

    private boolean isOld(SpawnedWorker worker, long now) {
        Duration oldest = settings.limits().maxAge();
        Duration soon = spawnedWorkers.start().multipliedBy(2);
        return oldest != null && worker.trackedWorker.age(now).plus(soon).compareTo(oldest) >= 0;
    }
}
