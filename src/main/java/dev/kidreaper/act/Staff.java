package dev.kidreaper.act;

import dev.kidreaper.act.Hired.State;
import dev.kidreaper.decide.Crossing;
import dev.kidreaper.decide.Outlook;
import dev.kidreaper.decide.Plan;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.Size;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The book of a served pool's workers, and who of them goes next. For the thread that owns the
/// pool.
/*
 * The pool is to have so many active workers. One that is doomed still serves, but is not counted:
 * so its replacement is started. There are never more doomed ones than the surge allows. One that
 * was doomed since it is old, or since an operator asked, leaves when its replacement is there; one
 * that is about to reach its limit is used before all others until it does.
 */
final class Staff {
    private final ServeSettings settings;
    private final Routing routing;
    private final Map<Integer, Hired> hired = new LinkedHashMap<>();
    private final Set<Integer> outdated = new HashSet<>();
    private String outdatedFor = "";
    private @Nullable Size limit;
    private Duration start = Duration.ofSeconds(2);

    Staff(ServeSettings settings, Routing routing) {
        this.settings = settings;
        this.routing = routing;
    }

    Collection<Hired> all() {
        return List.copyOf(hired.values());
    }

    List<Tracked> tracked() {
        return hired.values().stream().map(w -> w.tracked).toList();
    }

    @Nullable Hired get(int number) {
        return hired.get(number);
    }

    void add(Hired worker) {
        hired.put(worker.number, worker);
    }

    void remove(Hired worker) {
        hired.remove(worker.number);
        outdated.remove(worker.number);
    }

    /// The size at which a worker goes; null when there is none, or it is not known yet.
    @Nullable Size limit() {
        return limit;
    }

    void limit(Size size) {
        limit = size;
        hired.values().forEach(w -> w.scale.limit(size.bytes()));
    }

    /// A worker that began to serve: how long that took helps to plan.
    void served(Hired worker, long now) {
        start = start.multipliedBy(2).plus(worker.inState(now)).dividedBy(3);
        if (limit != null) {
            worker.scale.limit(limit.bytes());
        }
        worker.serves(now);
    }

    int active() {
        return (int) hired.values().stream().filter(Hired::isActive).count();
    }

    int starting() {
        return count(State.STARTING);
    }

    int count(State state) {
        return (int) hired.values().stream().filter(w -> w.state() == state).count();
    }

    /// Has workers replaced, whatever they weigh.
    ///
    /// @param pid which; 0: all
    /// @return how many that are
    int replace(int pid, String because) {
        outdatedFor = because;
        hired.values().stream()
                .filter(Hired::isActive)
                .filter(w -> pid == 0 || w.id.pid() == pid)
                .forEach(w -> outdated.add(w.number));
        // One that was to leave after its last requests goes now: they may never come, and it would
        // keep the place in which another one's replacement is to start.
        hired.values().stream()
                .filter(w -> w.state() == State.DOOMED)
                .filter(w -> pid == 0 || w.id.pid() == pid)
                .forEach(Hired::goAtOnce);
        return outdated.size();
    }

    /// Decides who goes next.
    ///
    /// @param wanted how many active workers there are to be
    void decide(int wanted, long now) {
        boolean complete = active() >= wanted && starting() == 0;
        if (complete) {
            hired.values().stream()
                    .filter(w -> w.state() == State.DOOMED)
                    .forEach(w -> {
                        if (w.goesAtOnce()) {
                            letGo(w, w.why(), now);
                        } else if (w.prefer()) {
                            routing.prefer(w.number);
                        }
                    });
        }
        int free = settings.surge() - count(State.DOOMED);
        if (settings.surge() == 0 && complete && count(State.LEAVING) == 0) {
            next(1, now).forEach(go -> letGo(go, because(go, now), now));
        } else if (free > 0) {
            next(free, now).forEach(w -> w.doom(because(w, now), isDue(w, now), now));
        }
    }

    private List<Hired> next(int free, long now) {
        List<Hired> asked =
                hired.values().stream()
                        .filter(w -> w.state() == State.SERVING && outdated.contains(w.number))
                        .limit(free)
                        .toList();
        if (!asked.isEmpty()) {
            return asked;
        }
        List<Outlook> outlooks =
                hired.values().stream()
                        .filter(w -> w.state() == State.SERVING)
                        .map(w -> outlook(w, now))
                        .toList();
        Duration each = start.multipliedBy(3).dividedBy(2).plusMillis(100);
        int lanes = Math.max(1, settings.surge());
        return Plan.now(outlooks, free, lanes, each, null).stream()
                .map(go -> of(go.worker()))
                .flatMap(Optional::stream)
                .filter(w -> settings.surge() > 0 || isDue(w, now))
                .toList();
    }

    private Optional<Hired> of(ProcessId id) {
        return hired.values().stream().filter(w -> w.id.equals(id)).findFirst();
    }

    private Outlook outlook(Hired worker, long now) {
        Optional<Crossing> crossing =
                limit == null ? Optional.empty() : worker.tracked.crossing(limit.bytes());
        Duration oldest = settings.limits().maxAge();
        if (oldest != null) {
            crossing = sooner(crossing, Crossing.at(oldest.minus(worker.tracked.age(now))));
        }
        long most = worker.scale.mostRequests();
        long done = worker.scale.requests();
        if (most > 0 && done > 0) {
            Duration each = worker.tracked.age(now).dividedBy(done);
            crossing = sooner(crossing, Crossing.at(each.multipliedBy(most - done)));
        }
        return new Outlook(worker.id, worker.scale.bytes(), crossing, weight(worker), true);
    }

    private static Optional<Crossing> sooner(Optional<Crossing> a, Crossing b) {
        return a.filter(c -> c.in().compareTo(b.in()) <= 0).or(() -> Optional.of(b));
    }

    /// Whether a worker goes as soon as it is replaced; else it is used up first.
    private boolean isDue(Hired worker, long now) {
        return outdated.contains(worker.number) || isOld(worker, now);
    }

    private boolean isOld(Hired worker, long now) {
        Duration oldest = settings.limits().maxAge();
        Duration soon = start.multipliedBy(2);
        return oldest != null && worker.tracked.age(now).plus(soon).compareTo(oldest) >= 0;
    }

    private String because(Hired worker, long now) {
        return outdated.contains(worker.number)
                ? outdatedFor
                : isOld(worker, now) ? "max-age" : "limit";
    }

    /// A worker gets no more requests.
    void letGo(Hired worker, String because, long now) {
        if (worker.state() != State.LEAVING) {
            worker.leaves(because, weight(worker), now);
            routing.leave(worker.number);
        }
    }

    /// What a worker weighs, and the limit.
    Reason weight(Hired worker) {
        Limits limits = settings.limits();
        Footprint footprint = worker.scale.footprint();
        return new Reason(
                limits.measure(),
                Math.max(0, footprint.by(limits.measure())),
                limit == null ? null : new Limit(limits.measure(), limit));
    }

    /// The one that has been idle longest; empty when there is none.
    Optional<Hired> idlest() {
        return hired.values().stream()
                .filter(w -> w.state() == State.SERVING)
                .min(java.util.Comparator.comparingLong(w -> w.scale.lastServed()));
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
