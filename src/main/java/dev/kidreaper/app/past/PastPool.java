package dev.kidreaper.app.past;

import dev.kidreaper.history.look.PastWorkers;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.show.past.PastStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How one pool stood at a moment, put together from its events and its workers' readings.
///
/// @param now as it is today
/// @param events the latest before the moment, the oldest first
record PastPool(PoolSnapshot now, Instant at, List<Event> events) {
    private static final Duration DAY = Duration.ofDays(1);

    /// No recycle lasts longer than that.
    private static final Duration LONGEST_RECYCLE = Duration.ofHours(1);

    /// What is known of a pool's state at the moment.
    private record Told(String state, @Nullable String why) {}

    PastStatus.Pool with(List<PastWorkers.Then> workers) {
        Set<ProcessId> gone = new HashSet<>();
        Set<ProcessId> leaving = new HashSet<>();
        int recycled = 0;
        int failed = 0;
        for (Event event : events) {
            boolean lately = event.at().isAfter(at.minus(DAY));
            if (event instanceof Event.Recycling e) {
                if (e.at().isAfter(at.minus(LONGEST_RECYCLE))) {
                    leaving.add(e.worker());
                }
            } else if (event instanceof Event.Unfinished e) {
                leaving.remove(e.worker());
            } else if (event instanceof Event.Ended e) {
                Outcome outcome = e.outcome();
                leaving.remove(outcome.worker());
                recycled += lately && outcome instanceof Outcome.Recycled ? 1 : 0;
                failed += lately && outcome instanceof Outcome.Failed ? 1 : 0;
                if (!(outcome instanceof Outcome.Failed)) {
                    gone.add(outcome.worker());
                }
            }
        }
        List<PastStatus.Member> there =
                workers.stream()
                        .filter(w -> !gone.contains(w.id()))
                        .map(w -> member(w, leaving.contains(w.id())))
                        .toList();
        Told told = told(there.isEmpty());
        return new PastStatus.Pool(
                now.name(),
                told.state,
                told.why,
                now.measure(),
                limit(),
                (int) there.stream().filter(PastStatus.Member::leaving).count(),
                recycled,
                failed,
                there,
                events.reversed().stream()
                        .map(Event::explanation)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null));
    }

    private PastStatus.Member member(PastWorkers.Then worker, boolean leaving) {
        return new PastStatus.Member(
                worker.slot(),
                worker.id().pid(),
                Duration.between(worker.since(), at),
                worker.footprint(),
                Math.max(0, worker.footprint().readBy(now.measure())),
                worker.growthPerSecond(),
                leaving);
    }

    private Told told(boolean nobody) {
        for (Event event : events.reversed()) {
            if (event instanceof Event.PoolLost lost) {
                return new Told("lost", lost.why());
            }
            if (event instanceof Event.Paused paused && !nobody) {
                return new Told("paused", paused.why());
            }
            if (event instanceof Event.Resumed || event instanceof Event.PoolFound) {
                break;
            }
        }
        return nobody
                ? new Told(
                        "not seen",
                        "no worker was read then: kidreaper was not running, or the pool was not"
                                + " there")
                : new Told("seen", null);
    }

    /// The limit that held: what the last recycle before the moment says, else today's.
    private @Nullable Long limit() {
        for (Event event : events.reversed()) {
            Limit limit =
                    event instanceof Event.Recycling begun
                            ? begun.reason().limit()
                            : event instanceof Event.Ended ended
                                    ? ended.outcome().reason().limit()
                                    : null;
            if (limit != null && limit.measure() == now.measure()) {
                return limit.size().bytes();
            }
        }
        return now.limitBytes();
    }
}
