package dev.kidreaper.diagnose.rate;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/// The explanations of some growth, and the likelihood of each.
/*
 * What may be is weighed before anything was seen. A cache has any number of keys, from twenty to
 * twenty thousand, each power of them as likely as the next, and less likely above four thousand,
 * or if each worker would need much memory for it. Half of all caches ask for each key as often,
 * nearly as many ask for few keys often. The rest take each new entry until they are full, or until
 * the oldest expire.
 */
final class Explanations {
    private static final double EQUAL = 0.5;
    private static final double UNEQUAL = 0.46;
    private static final double UNTIL_FULL = 0.04;

    /// A leak's rate drifts by this much within the observation.
    private static final double[] DRIFTS = {
        -0.3, -0.2, -0.12, -0.08, -0.04, 0, 0.04, 0.08, 0.12, 0.2
    };

    private static final double[] DRIFTING = {
        0.04, 0.06, 0.08, 0.1, 0.12, 0.25, 0.12, 0.1, 0.08, 0.05
    };

    /// Hardly if it is told how many requests there were.
    private static final double[] DRIFTING_BY_REQUESTS = {
        0.01, 0.015, 0.02, 0.035, 0.08, 0.66, 0.08, 0.04, 0.03, 0.03
    };

    /// A leak's rate before the observation, as part of that within it.
    private static final double[] BEFORE = {0.7, 0.85, 1, 1.1};

    private static final double[] BEING_BEFORE = {0.15, 0.2, 0.45, 0.2};

    /// What is set up while one looks: parts of all growth, and how fast.
    private static final double[] PARTS_SET_UP = {0, 0.12, 0.3};

    private static final double[] BEING_SET_UP = {0.8, 0.12, 0.08};

    private static final double SETUP_DECAY = 15;

    private static final double MOST_DECAY = 60;

    private static final double LEAST = 1e-9;

    private final AverageWork work;
    private final Entries entries;
    private final Setups setups;
    private final GrowthPart[] parts;
    private final double[] life;
    private final Hits hits;
    private final double[] seen;
    private final double[] told;
    private final double sum;
    private final int lives;
    private final double perByte;
    private final LogSum leak = new LogSum();
    private final LogSum cache = new LogSum();
    private final LogSum anySize = new LogSum();
    private final LogSum decays = new LogSum();

    Explanations(List<GrowthLife> workers, double perByte, AverageWork work, Entries entries) {
        this.work = work;
        this.entries = entries;
        this.setups = entries.setups();
        this.parts = workers.stream().flatMap(w -> w.parts().stream()).toArray(GrowthPart[]::new);
        this.life =
                workers.stream()
                        .flatMapToDouble(w -> w.parts().stream().mapToDouble(_ -> w.life()))
                        .toArray();
        this.hits = new Hits(entries.each(), work.requests(), life);
        this.seen = Arrays.stream(parts).mapToDouble(p -> p.bytes() * perByte).toArray();
        this.told = new double[parts.length];
        for (int i = 0; i < parts.length; i++) {
            double most = setups.mostSteps() / Math.max(1, seen[i]);
            told[i] = parts[i].isBefore() ? Math.min(1, most) : 1;
        }
        this.sum = all(i -> seen[i]);
        this.lives = (int) Arrays.stream(parts).filter(GrowthPart::isBefore).count();
        this.perByte = perByte;
        addLeaks();
        addCaches();
    }

    private void addLeaks() {
        if (entries.each() != null) { // It neither drifts nor sets up.
            addLeak(rates(GrowthRate.exponential(0)), hits.ofLeak());
            return;
        }
        double[] drifting = work.isCounted() ? DRIFTING_BY_REQUESTS : DRIFTING;
        for (int d = 0; d < DRIFTS.length; d++) {
            for (int p = 0; p < PARTS_SET_UP.length; p++) {
                double[] rate =
                        withSetup(rates(GrowthRate.exponential(DRIFTS[d])), PARTS_SET_UP[p]);
                addLeak(rate, drifting[d] * BEING_SET_UP[p]);
            }
        }
    }

    private void addLeak(double[] rate, double weight) {
        for (int b = 0; b < BEFORE.length; b++) {
            add(leak, before(BEFORE[b], rate), weight * BEING_BEFORE[b]);
        }
    }

    /// The rate before the observation is that of the work, times a factor.
    private double[] before(double factor, double[] rate) {
        double[] all = rate.clone();
        for (int i = 0; i < all.length; i++) {
            if (parts[i].isBefore()) {
                all[i] = (parts[i].to() - parts[i].from()) * factor;
            }
        }
        return all;
    }

    private double[] withSetup(double[] rate, double part) {
        double[] setup = rates(GrowthRate.exponential(SETUP_DECAY));
        double all = within(rate);
        double sets = Math.max(Double.MIN_NORMAL, within(setup));
        double[] both = rate.clone();
        for (int i = 0; i < rate.length; i++) {
            if (!parts[i].isBefore()) {
                both[i] += setup[i] / sets * all * part / (1 - part);
            }
        }
        return both;
    }

    private double within(double[] rate) {
        double all = 0;
        for (int i = 0; i < rate.length; i++) {
            all += parts[i].isBefore() ? 0 : rate[i];
        }
        return all;
    }

    private void addCaches() {
        for (int k = 0; k < UsualCaches.COUNT; k++) {
            double keys = UsualCaches.keys(k);
            double decay = Math.min(MOST_DECAY, work.requests() / keys);
            double weight = UsualCaches.likely(keys);
            double seldom = hits.unseen(decay);
            double equal =
                    addCache(rates(GrowthRate.exponential(decay)), EQUAL * weight * seldom, keys);
            var some = new UnequalKeys(keys);
            seldom = hits.unseen(some);
            double unequal =
                    addCache(
                            rates(GrowthRate.unequal(some, work.requests())),
                            UNEQUAL * weight * seldom,
                            keys);
            decays.add(Math.max(equal, unequal), Math.log(decay));
        }
        // As even as a leak; but one that had fewer places than it has taken would be full.
        double taken = work.requests() * (1 + Arrays.stream(life).average().orElse(0));
        double open = Math.clamp(UsualCaches.more(taken), LEAST, 1);
        addCache(rates(GrowthRate.exponential(0)), UNTIL_FULL * open, taken);
    }

    /// Adds a cache that has so many keys.
    ///
    /// @return the largest of its likelihoods, as a logarithm
    private double addCache(double[] rate, double weight, double keys) {
        var here = new LogSum();
        double most = add(here, rate, weight);
        anySize.add(here.value());
        cache.add(here.value() + Math.log(UsualCaches.likely(keys, entries.bytes())));
        return most;
    }

    /// The probability that growth ends.
    ///
    /// @param caches the same before anything was seen
    double ends(double caches) {
        return ends(cache, caches);
    }

    /// The same if a cache of any size in bytes were as usual.
    double endsSomewhere(double caches) {
        return ends(anySize, caches);
    }

    private double ends(LogSum of, double caches) {
        double more = leak.value() + Math.log(1 - caches) - of.value() - Math.log(caches);
        return 1 / (1 + Math.exp(more));
    }

    /// How fast it slows down, if it does: by which power of e.
    double decay() {
        return Math.exp(decays.mean());
    }

    private double[] rates(GrowthRate rate) {
        var rates = new double[parts.length];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = rate.over(parts[i], life[i]);
        }
        return rates;
    }

    /// Adds the likelihood of some rates, over what may have been set up before.
    ///
    /// @return the largest of these likelihoods, as a logarithm
    private double add(LogSum to, double[] rate, double weight) {
        double rates = all(i -> rate[i]);
        double most = Double.NEGATIVE_INFINITY;
        for (int s = 0; s < setups.count(); s++) {
            double setup = lives > 0 ? setups.bytes(s) * perByte : 0;
            double rest = sum - all(i -> parts[i].isBefore() ? setup : 0);
            if (rest > 0 && rates > 0) {
                double likelihood = logLikelihood(rate, rest / rates, setup);
                to.add(likelihood + Math.log(setups.likely(s) * weight));
                most = Math.max(most, likelihood);
            }
        }
        return most;
    }

    private double logLikelihood(double[] rate, double each, double setup) {
        double log = 0;
        for (int i = 0; i < seen.length; i++) {
            double expected = rate[i] * each + (parts[i].isBefore() ? setup : 0);
            log += seen[i] > 0 ? told[i] * seen[i] * Math.log(Math.max(LEAST, expected)) : 0;
        }
        return log;
    }

    /// The sum over all parts, each as far as it counts.
    private double all(IntToDoubleFunction value) {
        double all = 0;
        for (int i = 0; i < parts.length; i++) {
            all += told[i] * value.applyAsDouble(i);
        }
        return all;
    }
}
