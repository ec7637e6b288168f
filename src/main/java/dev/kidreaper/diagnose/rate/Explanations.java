package dev.kidreaper.diagnose.rate;

import java.util.Arrays;
import java.util.List;

/// The explanations of some growth, and the likelihood of each.
final class Explanations {
    /// Rates of caches: powers of e within the observation.
    private static final double[] DECAYS = {
        0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4, 0.55, 0.75, 1, 1.4, 2, 2.8, 4, 5.5, 8, 12, 20, 30
    };

    private static final double EXPONENTIAL = 0.7;

    /// A leak's rate drifts by this much within the observation.
    private static final double[] DRIFTS = {-0.3, -0.12, 0, 0.12, 0.2};

    private static final double[] DRIFTING = {0.1, 0.2, 0.45, 0.2, 0.05};

    /// A leak's rate before the observation, as part of that within it.
    private static final double[] BEFORE = {0.7, 0.85, 1, 1.1};

    private static final double[] BEING_BEFORE = {0.15, 0.2, 0.45, 0.2};

    /// What a worker sets up before it is seen, in bytes.
    private static final double[] SETUPS = {0, 32 << 10, 128 << 10, 512 << 10, 2 << 20};

    private static final double[] SETTING_UP = {0.3, 0.2, 0.2, 0.2, 0.1};

    /// What is set up while one looks: parts of all growth, and how fast.
    private static final double[] PARTS_SET_UP = {0, 0.12, 0.3};

    private static final double[] BEING_SET_UP = {0.8, 0.12, 0.08};

    private static final double SETUP_DECAY = 15;

    /// Keeps numbers finite.
    private static final double MOST_POWER = 600;

    private static final double LEAST = 1e-9;

    private final GrowthPart[] parts;
    private final double[] life;
    private final double[] seen;
    private final double sum;
    private final int lives;
    private final double perByte;
    private double best = Double.NEGATIVE_INFINITY;
    private double decay = 1;
    private final LogSum leak = new LogSum();
    private final LogSum cache = new LogSum();

    Explanations(List<List<GrowthPart>> workers, double perByte) {
        this.parts = workers.stream().flatMap(List::stream).toArray(GrowthPart[]::new);
        this.life =
                workers.stream()
                        .flatMapToDouble(
                                w -> w.stream().mapToDouble(_ -> -Math.min(0, w.getFirst().from())))
                        .toArray();
        this.seen = Arrays.stream(parts).mapToDouble(p -> p.bytes() * perByte).toArray();
        this.sum = Arrays.stream(seen).sum();
        this.lives = (int) Arrays.stream(parts).filter(GrowthPart::isBefore).count();
        this.perByte = perByte;
        addLeaks();
        addCaches();
    }

    private void addLeaks() {
        for (int d = 0; d < DRIFTS.length; d++) {
            for (int p = 0; p < PARTS_SET_UP.length; p++) {
                double[] rate = withSetup(rates(exponential(DRIFTS[d])), PARTS_SET_UP[p]);
                for (int b = 0; b < (lives == 0 ? 1 : BEFORE.length); b++) {
                    double weight = DRIFTING[d] * BEING_SET_UP[p];
                    add(leak, before(BEFORE[b], rate), weight * (lives == 0 ? 1 : BEING_BEFORE[b]));
                }
            }
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
        double[] setup = rates(exponential(SETUP_DECAY));
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
        for (double power : DECAYS) {
            double[] rate = rates(exponential(power));
            double likelihood = add(cache, rate, EXPONENTIAL / DECAYS.length);
            add(cache, rates(slow(power)), (1 - EXPONENTIAL) / DECAYS.length);
            if (likelihood > best) {
                best = likelihood;
                decay = power;
            }
        }
    }

    /// The probability that growth ends.
    ///
    /// @param caches the same before anything was seen
    double ends(double caches) {
        double more = leak.value() + Math.log(1 - caches) - cache.value() - Math.log(caches);
        return 1 / (1 + Math.exp(more));
    }

    /// How fast it slows down, if it does.
    double decay() {
        return decay;
    }

    /// The expected growth in a part of a worker's life.
    private interface Rate {
        double over(GrowthPart part, double life);
    }

    private double[] rates(Rate rate) {
        var rates = new double[parts.length];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = rate.over(parts[i], life[i]);
        }
        return rates;
    }

    private static Rate exponential(double power) {
        if (power == 0) {
            return (p, _) -> p.to() - p.from();
        }
        return (p, _) ->
                -Math.exp(Math.min(MOST_POWER, -power * p.from()))
                        * Math.expm1(-power * (p.to() - p.from()))
                        / power;
    }

    /// Falls fast at first and then slowly, from birth on.
    private static Rate slow(double power) {
        return (p, life) ->
                Math.log1p(power * (p.to() - p.from()) / (1 + power * (p.from() + life))) / power;
    }

    /// Adds the likelihood of some rates, over what may have been set up before.
    ///
    /// @return the largest of these likelihoods, as a logarithm
    private double add(LogSum to, double[] rate, double weight) {
        double rates = Arrays.stream(rate).sum();
        double most = Double.NEGATIVE_INFINITY;
        for (int s = 0; s < SETUPS.length; s++) {
            double setup = lives > 0 ? SETUPS[s] * perByte : 0;
            if (setup * lives < sum) {
                double likelihood = logLikelihood(rate, (sum - setup * lives) / rates, setup);
                to.add(likelihood + Math.log(SETTING_UP[s] * weight));
                most = Math.max(most, likelihood);
            }
        }
        return most;
    }

    private double logLikelihood(double[] rate, double each, double setup) {
        double log = 0;
        for (int i = 0; i < seen.length; i++) {
            double expected = rate[i] * each + (parts[i].isBefore() ? setup : 0);
            log += seen[i] > 0 ? seen[i] * Math.log(Math.max(LEAST, expected)) : 0;
        }
        return log;
    }
}
