package dev.kidreaper.decide.fleet;

import dev.kidreaper.decide.fleet.HeldPermit.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What one host asks the store, one question after the other, and what it learns from the answers.
/// For one thread at a time.
final class StoreDialogue {
    private static final long SECOND = 1_000_000_000L;

    /// A slot is asked for by what was seen so long ago at most.
    private static final long FRESH = SECOND;

    private final FleetMember.Identity identity;
    private final FleetKeys keys;
    private final BudgetTerms terms;
    private final RandomGenerator random;
    private final Supplier<String> calendar;
    private final HeldPermits permits;
    private final PermitWishes wishes;
    private final ToIntFunction<String> unused;
    private final EngineLink link;
    private final Upkeep upkeep;
    private BudgetView view = new BudgetView(null, 0, Map.of());
    private long viewAt;
    private boolean doubtful = true;
    private @Nullable StoreRequest pending;
    private long sentAt;
    private LongConsumer then = _ -> {};
    private String version = "";
    private int workers;
    private int announcedWorkers;
    private @Nullable ExtraEntry extra;
    private boolean extraIsNews;
    private boolean leaving;
    private boolean gone;

    StoreDialogue(
            FleetMember.Identity identity,
            FleetKeys keys,
            BudgetTerms terms,
            HeldPermits permits,
            PermitWishes wishes,
            FleetNews news,
            RandomGenerator random,
            Supplier<String> calendar,
            long now) {
        this.identity = identity;
        this.keys = keys;
        this.terms = terms;
        this.random = random;
        this.calendar = calendar;
        this.permits = permits;
        this.wishes = wishes;
        this.unused = permits::unused;
        this.link = new EngineLink(identity.host(), news, random, now);
        this.upkeep = new Upkeep(identity.host(), keys, terms, news, random, now);
    }

    void is(int workersNow, String versionNow) {
        workers = workersNow;
        version = versionNow;
    }

    void booked(ExtraEntry entry) {
        extra = entry;
        extraIsNews = true;
    }

    /// The program ends: once all is told, this host is taken out.
    void leave() {
        leaving = link.wasRegistered();
        gone = !leaving;
    }

    boolean isLeaving() {
        return !gone && (leaving || extraIsNews);
    }

    boolean isEngineAway() {
        return link.isAway();
    }

    BudgetView seen() {
        return view;
    }

    Optional<StoreRequest> next(long now) {
        if (pending != null || gone || link.isResting(now)) {
            return Optional.empty();
        }
        then = _ -> {};
        if (!permits.areNone()) {
            permits.pass(pool -> wishes.wanted(pool, now), now);
        }
        pending = choose(now);
        sentAt = now;
        return Optional.ofNullable(pending);
    }

    private @Nullable StoreRequest choose(long now) {
        boolean isCounted = workers > 0 && announcedWorkers == 0 && link.isRegistered();
        if (link.isAnnounceDue(now) || isCounted) {
            announcedWorkers = workers;
            return new StoreRequest.Announce(new MemberEntry(identity.run(), workers, version));
        }
        if (!link.wasRegistered()) {
            return null;
        }
        if (doubtful || upkeep.isLookDue(now)) {
            return new StoreRequest.Look();
        }
        StoreRequest request = ofPermits(now);
        if (request == null && extraIsNews && extra != null) {
            extraIsNews = false;
            var write = new FleetChange.Write(keys.extra(identity.host()), extra);
            request = new StoreRequest.Commit(new FleetChange(List.of(), List.of(write)));
        }
        if (request == null && leaving) {
            return new StoreRequest.Depart(identity.run());
        }
        if (request == null) {
            request = upkeep.next(view, viewAt, now);
        }
        return request == null ? ask(now) : request;
    }

    private @Nullable StoreRequest ofPermits(long now) {
        HeldPermits.Due due = permits.due(view, now).orElse(null);
        if (due == null) {
            return null;
        }
        then = _ -> permits.done(due, view, now);
        return new StoreRequest.Commit(due.change());
    }

    private @Nullable StoreRequest ask(long now) {
        PermitWishes.Wished its = link.isRegistered() ? wishes.due(unused, now).orElse(null) : null;
        if (its == null) {
            return null;
        }
        if (its.isToCount()) {
            return new StoreRequest.Count(keys.slots());
        }
        return now - viewAt > FRESH ? new StoreRequest.Look() : ask(its, now);
    }

    private @Nullable StoreRequest ask(PermitWishes.Wished its, long now) {
        HeldSlot slot =
                HeldSlot.asked(
                        identity.host(),
                        identity.run(),
                        its.wish(),
                        version,
                        calendar.get(),
                        terms.presumeGone());
        return switch (upkeep.rules().ask(view, slot, upkeep.workers(workers), random.nextInt())) {
            case BudgetRules.Asked.First first -> new StoreRequest.Commit(first.change());
            case BudgetRules.Asked.Grant grant -> {
                then =
                        revision -> {
                            var at = new BudgetView.At(grant.slot(), revision);
                            permits.add(new HeldPermit(grant.index(), at, State.GRANTED, now));
                            its.granted();
                        };
                yield new StoreRequest.Commit(grant.change());
            }
            case BudgetRules.Asked.Wait wait -> {
                its.waits(wait, random.nextDouble(), upkeep.hosts(), now);
                yield null;
            }
        };
    }

    void answered(StoreAnswer answer, long now) {
        StoreRequest asked = pending;
        pending = null;
        if (asked == null) {
            return;
        }
        if (!(answer instanceof StoreAnswer.Away)) {
            link.back();
        }
        switch (answer) {
            case StoreAnswer.Away away -> away(away, asked, now);
            case StoreAnswer.Announced announced -> {
                if (asked instanceof StoreRequest.Depart) {
                    gone = true;
                } else {
                    link.announced(announced.ours(), now);
                }
            }
            case StoreAnswer.Seen seen -> {
                view = seen.view();
                viewAt = sentAt;
                doubtful = false;
                permits.absorb(view, sentAt);
                upkeep.saw(view, version, sentAt, now);
            }
            case StoreAnswer.Counted counted -> counted(asked, counted.keys(), now);
            case StoreAnswer.Members members -> upkeep.members(members);
            case StoreAnswer.Committed done -> committed(asked, done.revision());
        }
    }

    private void committed(StoreRequest asked, long revision) {
        if (revision == 0) {
            doubtful = true;
        } else if (asked instanceof StoreRequest.Commit commit) {
            view = view.after(commit.change(), keys, revision);
            then.accept(revision);
        }
    }

    private void counted(StoreRequest asked, long count, long now) {
        if (asked instanceof StoreRequest.Count question
                && !question.range().equals(keys.slots())) {
            upkeep.hosts(count);
            return;
        }
        BudgetPolicy policy = view.policy();
        if (policy == null || count < policy.k()) {
            doubtful = true;
            return;
        }
        wishes.waitOn(random.nextDouble(), upkeep.hosts(), now);
    }

    private void away(StoreAnswer.Away away, StoreRequest asked, long now) {
        doubtful = true;
        // It may have been that one; to write it again does no harm.
        extraIsNews |= asked instanceof StoreRequest.Commit && extra != null;
        link.away(away, now);
        upkeep.away(now);
        wishes.away("the fleet's store is away: " + away.why());
    }

    Duration rest(long now) {
        if (link.isResting(now)) {
            return Duration.ofNanos(link.restUntil() - now);
        }
        long rest = link.nextAnnounce() - now;
        if (link.wasRegistered()) {
            rest = Math.min(rest, doubtful || isLeaving() ? 0 : upkeep.nextTime(now) - now);
            rest = permits.rest(rest, now);
            rest = wishes.rest(unused, rest, now);
        }
        return Duration.ofNanos(Math.max(0, rest));
    }
}
