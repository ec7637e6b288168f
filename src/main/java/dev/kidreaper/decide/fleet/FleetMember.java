package dev.kidreaper.decide.fleet;

import dev.kidreaper.decide.fleet.HeldPermit.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// One host's part in its group's budget: what it asks of the store, and what it may do. It has no
/// clock and no connection: times come in, questions go out, one at a time. For one thread at a
/// time.
/*
 * Nothing is believed that was not confirmed. An answer that does not come says nothing: whether
 * the change has happened shows the next look, and it may happen later still. So each change
 * depends on what was seen, and each slot says whose it is.
 *
 * All times are those of a clock that goes on while the machine is suspended (CLOCK_BOOTTIME).
 */
public final class FleetMember {
    private final HeldPermits permits;
    private final PermitWishes wishes = new PermitWishes();
    private final StoreDialogue dialogue;
    private boolean leaving;

    /// Which host it is.
    ///
    /// @param host its name in the group
    /// @param run which run of kidreaper this is
    public record Identity(String host, String run) {}

    /// What has become of a worker.
    public enum Ended {
        /// Its replacement serves.
        REPLACED,
        /// It serves on, or has gone by itself.
        STAYED,
        /// It has gone, and none has come in its place.
        GONE
    }

    /// @param calendar the time of day, for people who read it
    /// @param now in nanoseconds
    public FleetMember(
            Identity identity,
            FleetKeys keys,
            BudgetTerms terms,
            FleetNews news,
            RandomGenerator random,
            Supplier<String> calendar,
            long now) {
        this.permits = new HeldPermits(identity.host(), identity.run(), keys, terms, news);
        this.dialogue =
                new StoreDialogue(
                        identity, keys, terms, permits, wishes, news, random, calendar, now);
    }

    /// What this host is like now.
    ///
    /// @param workers how many its pools have
    /// @param version of the application; empty: not known
    public void is(int workers, String version) {
        dialogue.is(workers, version);
    }

    /// A pool would have workers go; it says so again as long as it would.
    public void wish(PermitWish wish, long now) {
        if (!leaving) {
            wishes.add(wish, now);
        }
    }

    /// Takes a permit for one worker of a pool; empty: there is none yet.
    public Optional<HeldPermit> take(String pool, long now) {
        Optional<HeldPermit> one = permits.take(pool, now);
        one.ifPresent(_ -> wishes.taken(pool));
        return one;
    }

    /// How many permits a pool has that it may use now, and does not.
    public int unused(String pool, long now) {
        return (int) permits.usable(pool, now).count();
    }

    /// Why a pool has no permit, a sentence; empty: it has not asked, or has one.
    public Optional<String> waits(String pool) {
        return wishes.waits(pool);
    }

    /// Whether a pool has no permit since its version or the group is frozen.
    public boolean isFrozen(String pool) {
        return wishes.isFrozen(pool);
    }

    /// Whether the store does not answer.
    public boolean isEngineAway() {
        return dialogue.isEngineAway();
    }

    /// Whether the signal may be sent now on account of that permit: to be asked right before it.
    /// Then it counts as sent.
    public boolean maySignal(HeldPermit permit, long now) {
        boolean may =
                (permit.state == State.TAKEN || permit.state == State.AWAY)
                        && permits.isTrusted(permit, now);
        if (may) {
            permit.state = State.AWAY;
        }
        return may;
    }

    /// What a permit was taken for has ended.
    public void ended(HeldPermit permit, Ended how, long now) {
        if (permit.state == State.LOST) {
            return;
        }
        boolean wasAway = permit.state == State.AWAY;
        permit.become(
                switch (how) {
                    case REPLACED -> wasAway ? State.SOAKING : State.LEAVING;
                    case STAYED -> State.LEAVING;
                    case GONE -> State.FAILING;
                },
                now);
    }

    /// A pool has so many workers that serve, and none of them leaves.
    public void whole(String pool, int serving, long now) {
        permits.whole(pool, serving, now);
    }

    /// Of a pool that is not kept any more, nothing can be said: it counts as whole after a while.
    public void keeps(List<String> pools, long now) {
        permits.all().stream()
                .map(HeldPermit::pool)
                .filter(pool -> !pools.contains(pool))
                .forEach(pool -> permits.whole(pool, 1, now));
    }

    /// Workers have gone without a permit.
    public void booked(ExtraEntry entry) {
        dialogue.booked(entry);
    }

    /// Gives back all that no worker needs: the program ends.
    public void leave(long now) {
        leaving = true;
        dialogue.leave();
        wishes.clear();
        permits.all().stream()
                .filter(p -> p.state == State.GRANTED || p.state == State.SOAKING)
                .forEach(p -> {
                    p.success = p.state == State.SOAKING;
                    p.become(State.LEAVING, now);
                });
    }

    /// Whether something is still to be given back.
    public boolean isLeaving() {
        return dialogue.isLeaving()
                || permits.all().stream().anyMatch(p -> p.state == State.LEAVING);
    }

    /// Whether it holds no slot.
    boolean holdsNone() {
        return permits.areNone();
    }

    /// How many slots it holds for workers that are away, or may be.
    public int inUse() {
        return (int) permits.all().stream().filter(HeldPermit::isInUse).count();
    }

    /// How many pools wait for a permit.
    public int waiting() {
        return wishes.waiting();
    }

    /// How long the oldest slot is held, in nanoseconds.
    public long oldest(long now) {
        return permits.all().stream()
                .filter(HeldPermit::isInUse)
                .mapToLong(p -> now - p.heldSince)
                .max()
                .orElse(0);
    }

    /// How many workers of the group may be away, as far as is known; 0: it is not.
    public int budget() {
        return dialogue.seen().size();
    }

    /// Whether no worker of that version is recycled, as far as is known.
    public boolean isVersionFrozen(String version) {
        return dialogue.seen().isFrozen(version);
    }

    /// The next question; empty: there is none now, or the last one is not answered yet.
    public Optional<StoreRequest> next(long now) {
        return dialogue.next(now);
    }

    /// The answer to the last question has come, or will not come.
    public void answered(StoreAnswer answer, long now) {
        dialogue.answered(answer, now);
    }

    /// How long there is nothing to ask, unless somebody wishes or ends something meanwhile.
    public Duration rest(long now) {
        return dialogue.rest(now);
    }
}
