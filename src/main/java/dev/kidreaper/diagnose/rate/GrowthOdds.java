package dev.kidreaper.diagnose.rate;

import java.util.List;

/// The odds that growth ends by itself, by a likelihood ratio: a steady rate against one that slows
/// down.
///
/// @param ends the probability that it will end
/// @param decay by which power of e the rate falls within the observation, if it does
/// @param steps in how many steps it grows, of all workers
/*
 * The steps in which memory grows are taken as counts of Poisson. A leak has a steady rate over the
 * work done, which may drift a little; before the observation there may also have been a setup. A
 * cache of random keys has a rate that falls exponentially; with keys of unequal use it falls fast
 * at first, then slowly. What had accumulated in the worker's life before it was first seen counts
 * too: of a cache that is nearly full that is much more than the present rate explains.
 */
public record GrowthOdds(double ends, double decay, double steps) {
    /// From this probability on growth is said to end, and up to the other one to go on.
    public static final double SURELY = 0.9;

    public static final double MAYBE = 0.45;

    private static final double HARDLY = 0.1;
    private static final double ENOUGH_STEPS = 24;
    private static final double FEWEST_STEPS = 4;

    private static final double CACHES = 0.4;

    /// More steps than this would need a steadier load than there is.
    private static final double MOST_STEPS = 4000;

    /// How sure it must be for a cache and a leak to be told apart, in standard deviations.
    private static final double SURE = 4;

    private static final double VARIANCE = 12;

    /// The steadiness of a pool's growth.
    ///
    /// @param workers the parts of the life of each worker, oldest first
    /// @param stepBytes the size of the steps in which it grows
    public static GrowthOdds of(List<List<GrowthPart>> workers, double stepBytes) {
        double total = sum(workers, false);
        double steps = Math.min(MOST_STEPS, total / Math.max(1, stepBytes));
        if (steps < 1) {
            return new GrowthOdds(CACHES, 1, 0);
        }
        var explanations = new Explanations(workers, steps / total);
        double ends = explanations.ends(CACHES);
        return new GrowthOdds(ends, explanations.decay(), steps);
    }

    private static double sum(List<List<GrowthPart>> workers, boolean isBefore) {
        return workers.stream()
                .flatMap(List::stream)
                .filter(p -> p.isBefore() == isBefore)
                .mapToDouble(GrowthPart::bytes)
                .sum();
    }

    /// The one of two by which growth is steadier: over two measures of the work.
    public GrowthOdds or(GrowthOdds other) {
        return other.ends < ends ? other : this;
    }

    /// The mean of two.
    public GrowthOdds mean(GrowthOdds other) {
        return new GrowthOdds((ends + other.ends) / 2, decay, steps);
    }

    /// Whether it surely grows on and on, although it may not look quite even.
    public boolean goesOn() {
        return ends < HARDLY && steps >= ENOUGH_STEPS;
    }

    /// Whether it grows in enough steps to say how long one must observe until a cache and a leak
    /// can be told apart.
    public boolean isOpen() {
        return ends > HARDLY && steps >= FEWEST_STEPS;
    }

    /// By how many times the observation must be longer to tell a cache and a leak apart. Chance
    /// falls with the root of the steps, and the decay grows with the time.
    public double timesToTell() {
        double sure = SURE * Math.sqrt(VARIANCE / Math.max(1, steps)) / decay;
        return Math.clamp(Math.pow(sure, 2.0 / 3), 2, 20);
    }
}
