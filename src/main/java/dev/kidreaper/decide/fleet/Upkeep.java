package dev.kidreaper.decide.fleet;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What each host does for its group beside its own permits: it looks now and then, takes away the
/// slots of hosts that have gone, ends a freeze whose time is over, and keeps the budget's size.
/// For one thread at a time.
final class Upkeep {
    private static final long SECOND = 1_000_000_000L;

    /// No more than one slot is taken away in that time, in the whole group.
    private static final long BETWEEN_RECLAIMS = 60 * SECOND;

    /// So many hosts look each second, in the whole group.
    private static final int LOOKS = 20;

    /// What was seen so long ago is looked at again before a slot is taken away.
    private static final long FRESH = 5 * SECOND;

    private static final long AGAIN = 10 * SECOND;
    private static final long COUNT_EVERY = 600 * SECOND;
    private static final long RESIZE_EVERY = 60 * SECOND;

    private final String host;
    private final FleetKeys keys;
    private final BudgetTerms terms;
    private final FleetNews news;
    private final FreezeNews freezeNews;
    private final RandomGenerator random;
    private final BudgetRules rules;
    private final Sightings sightings;
    private final Sightings.One reclaims = new Sightings.One();
    private final Sightings.One freeze = new Sightings.One();

    /// So much later than it might this host takes a slot away: seldom do two try.
    private final long hesitates;

    private long nextLook;
    private long nextGone;
    private long nextCount;
    private long nextResize;
    private long hosts = 1;
    private long workers;
    private boolean counted;
    private boolean sizeTold;

    Upkeep(
            String host,
            FleetKeys keys,
            BudgetTerms terms,
            FleetNews news,
            RandomGenerator random,
            long now) {
        this.host = host;
        this.keys = keys;
        this.terms = terms;
        this.news = news;
        this.freezeNews = new FreezeNews(news);
        this.random = random;
        this.rules = new BudgetRules(keys, terms);
        this.hesitates = random.nextLong(15 * SECOND);
        this.sightings = new Sightings(now);
        this.nextLook = now;
        this.nextGone = now;
        this.nextCount = now;
        this.nextResize = now;
    }

    BudgetRules rules() {
        return rules;
    }

    /// How many workers the group has, as far as is known.
    long workers(int own) {
        return Math.max(workers, own);
    }

    boolean isLookDue(long now) {
        return now - nextLook >= 0;
    }

    /// The budget was seen.
    ///
    /// @param sentAt when the question was sent
    void saw(BudgetView view, String version, long sentAt, long now) {
        sightings.see(view.slots(), sentAt);
        BudgetPolicy policy = view.policy();
        if (policy == null) {
            reclaims.forget();
        } else {
            reclaims.see(policy.reclaims(), sentAt);
            freezeNews.tell(policy, version);
        }
        if (policy == null || policy.freeze() == null) {
            freeze.forget();
        } else {
            freeze.see(policy.freeze().id(), sentAt);
        }
        long every = Math.clamp(hosts / LOOKS, 30, 300) * SECOND;
        nextLook = now + (long) (every * random.nextDouble(0.8, 1));
        nextGone = nextLook;
        for (var entry : view.slots().entrySet()) {
            mayBeGone(due(entry.getKey(), entry.getValue(), now), now);
        }
        if (policy != null && policy.freeze() != null && policy.freeze().seconds() > 0) {
            long left = policy.freeze().seconds() * SECOND - freeze.unchanged(now);
            lookAt(now + left, now);
        }
    }

    private void mayBeGone(long time, long now) {
        nextGone = time - nextGone < 0 ? time : nextGone;
        lookAt(time, now);
    }

    private void lookAt(long time, long now) {
        long soonest = now + AGAIN; // What is due already waits for something else.
        long at = time - soonest < 0 ? soonest : time;
        nextLook = at - nextLook < 0 ? at : nextLook;
    }

    /// The store does not answer.
    void away(long now) {
        sightings.away(now);
    }

    /// When that slot may be taken away, if it stays as it is.
    private long due(int index, BudgetView.At at, long now) {
        return at.slot().host().equals(host)
                ? now + COUNT_EVERY
                : Math.max(
                        now
                                + at.slot().presumeGone().toNanos()
                                + hesitates
                                - sightings.unchanged(index, now),
                        sightings.settled());
    }

    /// How many the group has, as far as is known.
    long hosts() {
        return hosts;
    }

    void hosts(long count) {
        hosts = Math.max(1, count);
    }

    void members(StoreAnswer.Members members) {
        hosts(members.hosts());
        workers = members.workers();
        counted = true;
    }

    /// What is to be done now; null: nothing.
    @Nullable StoreRequest next(BudgetView view, long viewAt, long now) {
        StoreRequest request = thaw(view, now);
        if (request == null) {
            request = reclaim(view, viewAt, now);
        }
        if (request == null) {
            request = size(view, now);
        }
        if (request == null && now - nextCount >= 0) {
            nextCount = now + (long) (COUNT_EVERY * random.nextDouble(0.5, 1));
            request = new StoreRequest.Count(keys.members());
        }
        return request;
    }

    private @Nullable StoreRequest thaw(BudgetView view, long now) {
        BudgetPolicy.Freeze its = view.policy() == null ? null : view.policy().freeze();
        if (its == null || its.seconds() == 0 || freeze.unchanged(now) < its.seconds() * SECOND) {
            return null;
        }
        nextLook = now; // Whether or not it was this host that ended it.
        return new StoreRequest.Commit(rules.freeze(view, null, workers));
    }

    private @Nullable StoreRequest reclaim(BudgetView view, long viewAt, long now) {
        if (now - nextGone < 0 || reclaims.unchanged(now) < BETWEEN_RECLAIMS) {
            return null;
        }
        for (var entry : view.slots().entrySet()) {
            BudgetView.At at = entry.getValue();
            if (isGone(entry.getKey(), at, now)) {
                if (now - viewAt > FRESH) {
                    return new StoreRequest.Look(); // Another host may have done it meanwhile.
                }
                nextLook = now;
                news.tell(
                        FleetNews.Kind.RECLAIMED,
                        "host %s was not seen for %d min: its place for pool %s is free again"
                                .formatted(
                                        at.slot().host(),
                                        at.slot().presumeGone().toMinutes(),
                                        at.slot().pool()));
                return new StoreRequest.Commit(rules.reclaim(view, entry.getKey(), at));
            }
        }
        return null;
    }

    private boolean isGone(int index, BudgetView.At at, long now) {
        return due(index, at, now) - now <= 0;
    }

    /// A number is said once, at the start: so the newest configuration holds. A share is kept.
    private @Nullable StoreRequest size(BudgetView view, long now) {
        BudgetPolicy policy = view.policy();
        if (!isSizeDue(now)) {
            return null;
        }
        if (policy == null) {
            nextResize = now + RESIZE_EVERY; // The first who asks for a permit makes one.
            return null;
        }
        boolean share = BudgetTerms.isShare(terms.size());
        if (share && !counted) {
            if (sizeTold && random.nextLong(hosts) > 0) {
                nextResize = now + RESIZE_EVERY; // One host of all looks, by chance.
                return null;
            }
            return new StoreRequest.Census();
        }
        counted = false; // The next time it is asked again.
        nextResize = now + RESIZE_EVERY;
        boolean another = sizeTold && !policy.size().equals(terms.size());
        sizeTold = true;
        return another
                ? null
                : rules.resize(view, terms.size(), workers)
                        .map(StoreRequest.Commit::new)
                        .orElse(null);
    }

    private boolean isSizeDue(long now) {
        return (!sizeTold || BudgetTerms.isShare(terms.size())) && now - nextResize >= 0;
    }

    /// When time matters next.
    long nextTime(long now) {
        long soonest = Math.min(nextLook - now, nextCount - now);
        boolean sizes = !sizeTold || BudgetTerms.isShare(terms.size());
        return now + (sizes ? Math.min(soonest, Math.max(nextResize - now, AGAIN / 10)) : soonest);
    }
}
