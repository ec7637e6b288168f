package dev.kidreaper.decide.fleet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// What the pools of one host would do if they had permits. For one thread at a time.
final class PermitWishes {
    private final Map<String, Wished> all = new HashMap<>();

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
        Wished its = all.computeIfAbsent(wish.pool(), _ -> new Wished(wish, now));
        its.wish = wish;
        its.until = now + PermitWish.LASTS.toNanos();
    }

    /// One of its workers is going. If there are more, it wishes again.
    void taken(String pool) {
        Wished its = all.get(pool);
        if (its != null && its.wish.count() <= 1) {
            all.remove(pool);
        }
    }

    void clear() {
        all.clear();
    }

    /// How many permits a pool wants that it has not used yet.
    int wanted(String pool, long now) {
        Wished its = all.get(pool);
        return its == null || now - its.until > 0 ? 0 : its.wish.count();
    }

    /// Why a pool has no permit; empty: it has not asked, or has one.
    Optional<String> waits(String pool) {
        Wished its = all.get(pool);
        return Optional.ofNullable(its == null ? null : its.waits);
    }

    /// Whether a pool must wait until somebody has looked.
    boolean isFrozen(String pool) {
        Wished its = all.get(pool);
        return its != null && its.frozen;
    }

    /// The next one whose time has come; empty: none.
    ///
    /// @param unused how many permits a pool has that it has not used yet
    Optional<Wished> due(ToIntFunction<String> unused, long now) {
        all.values().removeIf(w -> now - w.until > 0);
        return all.values().stream()
                .filter(w -> now - w.nextAsk >= 0)
                .filter(w -> unused.applyAsInt(w.wish.pool()) < w.wish.count())
                .findFirst();
    }

    List<Long> nextTimes(ToIntFunction<String> unused) {
        var times = new ArrayList<Long>();
        for (Wished one : all.values()) {
            if (unused.applyAsInt(one.wish.pool()) < one.wish.count()) {
                times.add(one.nextAsk);
            }
        }
        return times;
    }

    /// There is no free slot still.
    ///
    /// @param chance from 0 to 1
    /// @param hosts how many the group has
    void waitOn(double chance, long hosts, long now) {
        for (Wished one : all.values()) {
            if (now - one.nextAsk >= 0 && one.waits != null) {
                one.waits(new BudgetRules.Asked.Wait(one.waits, false), chance, hosts, now);
            }
        }
    }

    /// The store cannot be asked.
    void away(String why) {
        all.values().forEach(w -> w.waits = why);
    }
}
