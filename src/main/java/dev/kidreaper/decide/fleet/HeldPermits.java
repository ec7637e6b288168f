package dev.kidreaper.decide.fleet;

import dev.kidreaper.decide.fleet.HeldPermit.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/// The slots that one host holds, as far as it knows. For one thread at a time.
final class HeldPermits {
    private final String host;
    private final String run;
    private final BudgetTerms terms;
    private final BudgetRules rules;
    private final FleetNews news;

    /// By their numbers; few hosts have more than one, and most none.
    private final List<HeldPermit> held = new ArrayList<>();

    HeldPermits(String host, String run, FleetKeys keys, BudgetTerms terms, FleetNews news) {
        this.host = host;
        this.run = run;
        this.terms = terms;
        this.rules = new BudgetRules(keys, terms);
        this.news = news;
    }

    List<HeldPermit> all() {
        return List.copyOf(held);
    }

    boolean areNone() {
        return held.isEmpty();
    }

    void add(HeldPermit permit) {
        held.removeIf(p -> p.index == permit.index);
        held.add(permit);
        held.sort(Comparator.comparingInt(p -> p.index));
    }

    void remove(HeldPermit permit) {
        held.remove(permit);
    }

    /// Compares what was seen with what is known.
    void absorb(BudgetView view, long sentAt) {
        for (HeldPermit permit : held.isEmpty() ? held : all()) {
            BudgetView.At at = view.slots().get(permit.index);
            if (at == null || !isOurs(at.slot(), permit)) {
                lose(permit);
            } else {
                permit.at = at;
            }
        }
        for (var entry : view.slots().entrySet()) {
            int index = entry.getKey();
            BudgetView.At at = entry.getValue();
            if (at.slot().host().equals(host) && !isHeld(index)) {
                boolean ours = at.slot().by().equals(run);
                State state = ours ? State.UNCONFIRMED : State.FOUND;
                add(new HeldPermit(index, at, state, sentAt));
            }
        }
    }

    private boolean isHeld(int index) {
        return held.stream().anyMatch(p -> p.index == index);
    }

    private boolean isOurs(HeldSlot slot, HeldPermit permit) {
        return slot.host().equals(host)
                && slot.since().equals(permit.at.slot().since())
                && (slot.by().equals(run) || permit.state == State.FOUND);
    }

    private void lose(HeldPermit permit) {
        if (permit.isInUse()) {
            news.tell(
                    FleetNews.Kind.LOST,
                    "pool %s: its place in the fleet's budget was given to others, since this host"
                                    .formatted(permit.pool())
                            + " was not seen for too long, or by an operator");
        }
        remove(permit);
        permit.state = State.LOST;
    }

    /// How many of a pool's are granted, and not used yet.
    int unused(String pool) {
        int unused = 0;
        for (int i = 0; i < held.size(); i++) {
            HeldPermit permit = held.get(i);
            unused += permit.state == State.GRANTED && permit.pool().equals(pool) ? 1 : 0;
        }
        return unused;
    }

    /// One of a pool's that may be used now.
    Optional<HeldPermit> take(String pool, long now) {
        if (held.isEmpty()) {
            return Optional.empty();
        }
        Optional<HeldPermit> one = usable(pool, now).findFirst();
        one.ifPresent(p -> p.become(State.TAKEN, now));
        return one;
    }

    /// Those of a pool that may be used now, but are not.
    Stream<HeldPermit> usable(String pool, long now) {
        return held.stream()
                .filter(p -> p.state == State.GRANTED && p.pool().equals(pool))
                .filter(p -> isTrusted(p, now));
    }

    boolean isTrusted(HeldPermit permit, long now) {
        return now - permit.confirmedAt <= terms.trust();
    }

    /// Lets time pass: some are to be given back now.
    ///
    /// @param wanted how many permits that are not used yet a pool wants
    void pass(ToIntFunction<String> wanted, long now) {
        for (int i = 0; i < held.size(); i++) {
            HeldPermit permit = held.get(i);
            switch (permit.state) {
                case SOAKING -> {
                    if (now - permit.since >= terms.soak().toNanos()) {
                        permit.success = true;
                        permit.become(State.LEAVING, now);
                    }
                }
                case GRANTED -> {
                    if (wanted.applyAsInt(permit.pool()) == 0 || !isTrusted(permit, now)) {
                        permit.become(State.LEAVING, now);
                    }
                }
                case UNCONFIRMED -> {
                    if (wanted.applyAsInt(permit.pool()) <= unused(permit.pool())) {
                        permit.become(State.LEAVING, now);
                    }
                }
                case FOUND, TAKEN, AWAY, FAILING, BROKEN, LEAVING, LOST -> {}
            }
        }
    }

    /// How soon time matters next, in nanoseconds; at most so long.
    long rest(long atMost, long now) {
        long rest = atMost;
        for (int i = 0; i < held.size(); i++) {
            HeldPermit permit = held.get(i);
            long at =
                    switch (permit.state) {
                        case SOAKING -> permit.since + terms.soak().toNanos();
                        case UNCONFIRMED, FOUND, FAILING, LEAVING, LOST -> permit.since;
                        case GRANTED, TAKEN, AWAY, BROKEN -> permit.confirmedAt + terms.beatEvery();
                    };
            rest = Math.min(rest, at - now);
        }
        return rest;
    }

    /// Whether its holder has to show again that it lives.
    boolean isToBeat(HeldPermit permit, long now) {
        return permit.state == State.UNCONFIRMED || now - permit.confirmedAt >= terms.beatEvery();
    }

    /// A pool has so many workers that serve, and none is away on our account.
    void whole(String pool, int workers, long now) {
        long longest = terms.presumeGone().toNanos() / 3;
        for (int i = 0; i < held.size(); i++) {
            HeldPermit permit = held.get(i);
            boolean waits = permit.state == State.BROKEN && permit.pool().equals(pool);
            boolean longAgo = now - permit.since > longest && workers > 0;
            if (waits && (workers >= permit.at.slot().workers() || longAgo)) {
                permit.become(State.LEAVING, now);
            }
        }
    }

    /// A change that one of them needs now.
    ///
    /// @param asked in which state it was
    record Due(HeldPermit permit, State asked, FleetChange change) {}

    /// The first change that one of them needs; empty: none does.
    Optional<Due> due(BudgetView view, long now) {
        for (int i = 0; i < held.size(); i++) {
            HeldPermit p = held.get(i);
            FleetChange change =
                    switch (p.state) {
                        case LEAVING -> rules.release(view, p.index, p.at, p.success);
                        case FAILING -> rules.failed(view, p.index, p.at);
                        case FOUND -> rules.adopt(p.index, p.at, run);
                        case UNCONFIRMED, GRANTED, TAKEN, AWAY, SOAKING, BROKEN ->
                                isToBeat(p, now) ? rules.beat(p.index, p.at) : null;
                        case LOST -> null;
                    };
            if (change != null) {
                return Optional.of(new Due(p, p.state, change));
            }
        }
        return Optional.empty();
    }

    /// That change has happened.
    ///
    /// @param after the budget since then
    /// @param sent when it was asked for
    void done(Due due, BudgetView after, long sent) {
        HeldPermit permit = due.permit;
        switch (due.asked) {
            case LEAVING -> {
                remove(permit);
                permit.state = State.LOST;
            }
            case FAILING -> permit.become(State.BROKEN, sent);
            case FOUND -> {
                permit.become(State.BROKEN, sent);
                news.tell(
                        FleetNews.Kind.RECOVERED,
                        "pool %s: a place in the fleet's budget that was held before is kept until"
                                        .formatted(permit.pool())
                                + " all its workers serve");
            }
            case UNCONFIRMED -> permit.become(State.GRANTED, sent);
            case GRANTED, TAKEN, AWAY, SOAKING, BROKEN, LOST -> {}
        }
        permit.confirmedAt = sent;
        BudgetView.At now = after.slots().get(permit.index);
        if (now != null) {
            permit.at = now;
        }
    }
}
