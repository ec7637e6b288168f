package dev.kidreaper.decide.fleet;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// What the pools of one host would do if they had permits. For one thread at a time.
final class PermitWishes {
    private static final long LASTS = PermitWish.LASTS.toNanos();

    private final Map<String, Wished> its = new HashMap<>();

    /// The wish of one pool.
    static final class Wished {
        private PermitWish wish;
        private long until;
        private long nextAsk;
        private boolean counts;
        private @Nullable String waits;
        private boolean frozen;

        private Wished(PermitWish wish, long now) {
            this.wish = wish;
            this.nextAsk = now;
        }

        PermitWish wish() {
            return wish;
        }

        /// Whether it is to be counted first whether there is a free slot: that costs the store
        /// less than a look. It is said once.
        boolean isToCount() {
            boolean was = counts;
            counts = false;
            return was;
        }

        private boolean isShort(ToIntFunction<String> unused) {
            return unused.applyAsInt(wish.pool()) < wish.count();
        }

        void granted() {
            waits = null;
            frozen = false;
        }

        /// It must wait.
        ///
        /// @param chance from 0 to 1
        /// @param hosts how many the group has
        void waits(BudgetRules.Asked.Wait wait, double chance, long hosts, long now) {
            waits = wait.why();
            frozen = wait.frozen();
            counts = !wait.frozen();
            nextAsk = now + wish.pause(chance, hosts).toNanos();
        }
    }

    void add(PermitWish wish, long now) {
        Wished one = its.computeIfAbsent(wish.pool(), _ -> new Wished(wish, now));
        one.wish = wish;
        one.until = now + LASTS;
    }

    /// One of its workers is going. If there are more, it wishes again.
    void taken(String pool) {
        Wished one = its.get(pool);
        if (one != null && one.wish.count() <= 1) {
            its.remove(pool);
        }
    }

    void clear() {
        its.clear();
    }

    /// How many permits a pool wants that it has not used yet.
    int wanted(String pool, long now) {
        Wished one = its.get(pool);
        return one == null || now - one.until > 0 ? 0 : one.wish.count();
    }

    /// Why a pool has no permit; empty: it has not asked, or has one.
    Optional<String> waits(String pool) {
        Wished one = its.get(pool);
        return Optional.ofNullable(one == null ? null : one.waits);
    }

    /// Whether a pool must wait until somebody has looked.
    boolean isFrozen(String pool) {
        Wished one = its.get(pool);
        return one != null && one.frozen;
    }

    /// How many pools have none yet, and know why.
    int waiting() {
        return (int) its.values().stream().filter(w -> w.waits != null).count();
    }

    /// The next one whose time has come; empty: none.
    ///
    /// @param unused how many permits a pool has that it has not used yet
    Optional<Wished> due(ToIntFunction<String> unused, long now) {
        if (its.isEmpty()) {
            return Optional.empty();
        }
        for (var all = its.values().iterator(); all.hasNext(); ) {
            Wished one = all.next();
            if (now - one.until > 0) {
                all.remove();
            } else if (now - one.nextAsk >= 0 && one.isShort(unused)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    /// How soon one is to ask, in nanoseconds; at most so long.
    long rest(ToIntFunction<String> unused, long atMost, long now) {
        long rest = atMost;
        if (its.isEmpty()) {
            return rest;
        }
        for (Wished one : its.values()) {
            if (one.isShort(unused)) {
                rest = Math.min(rest, one.nextAsk - now);
            }
        }
        return rest;
    }

    /// There is no free slot still.
    ///
    /// @param chance from 0 to 1
    /// @param hosts how many the group has
    void waitOn(double chance, long hosts, long now) {
        for (Wished one : its.values()) {
            if (now - one.nextAsk >= 0 && one.waits != null) {
                one.waits(new BudgetRules.Asked.Wait(one.waits, false), chance, hosts, now);
            }
        }
    }

    /// The store cannot be asked.
    void away(String why) {
        its.values().forEach(w -> w.waits = why);
    }
}
