package dev.kidreaper.diagnose.rate;

import java.util.List;

/// The odds that growth ends by itself, by a likelihood ratio: a steady rate against one that slows
/// down.
///
/// @param ends the probability that it will end
/// @param endsSomewhere the same if a cache of very much memory were as usual as a small one
/// @param decay by which power of e the rate falls within the observation, if it does
/// @param steps in how many steps it grows, of all workers
/// @param told the same power for the slowest cache that must be told from a leak
/*
 * The steps in which memory grows are taken as counts of Poisson. A leak has a steady rate over the
 * work done, which may drift a little; before the observation there may also have been a setup. A
 * cache of random keys has a rate that falls exponentially; with keys of unequal use it falls fast
 * at first, then slowly. What had accumulated in the worker's life before it was first seen counts
 * too: of a cache that is nearly full that is much more than the present rate explains.
 */
public record GrowthOdds(
        double ends, double endsSomewhere, double decay, double steps, double told) {
    /// A cache that takes more than so many bytes in each worker is less usual: growth that would
    /// end above that only is a leak for whoever has to make room for it.
    public static final double USUAL_BYTES = UsualCaches.USUAL_BYTES;

    /// From this probability on growth is said to end, and below the other one to go on.
    public static final double SURELY = 0.9;

    /// From here on hardly any growth goes on.
    public static final double QUITE_SURELY = 0.98;

    public static final double MAYBE = 0.08;

    /// If pages alone are seen, growth is said to go on up to here, with as little confidence.
    public static final double MAYBE_BY_PAGES = 0.14;

    /// Up to here it is likelier to go on than to end.
    public static final double LIKELY = 0.45;

    private static final double ENOUGH_STEPS = 24;
    private static final double FEWEST_STEPS = 4;

    private static final double CACHES = 0.4;

    /// More steps than this would need a steadier load than there is.
    private static final double MOST_STEPS = 4000;

    private static final double MOST_STEPS_BY_REQUESTS = 16_000;

    /// How sure it must be for a cache and a leak to be told apart, in standard deviations.
    private static final double SURE = 5;

    /// When caches with this many keys are told, few are left that are not.
    private static final double TOLD_KEYS = 3000;

    private static final double VARIANCE = 12;

    /// The steadiness of a pool's growth.
    ///
    /// @param stepBytes the size of the steps in which it grows
    /// @param requests about how many an average worker served within the observation
    /// @param isCounted whether work is counted in requests, not in time
    /// @param entries what is known of what accumulates
    public static GrowthOdds of(
            List<GrowthLife> workers,
            double stepBytes,
            double requests,
            boolean isCounted,
            Entries entries) {
        double total =
                workers.stream()
                        .flatMap(w -> w.parts().stream())
                        .filter(p -> !p.isBefore())
                        .mapToDouble(GrowthPart::bytes)
                        .sum();
        double most = isCounted ? MOST_STEPS_BY_REQUESTS : MOST_STEPS;
        double steps = Math.min(most, total / Math.max(1, stepBytes));
        if (steps < 1) {
            return unknown(0);
        }
        var work = new AverageWork(Math.max(1, requests), isCounted);
        var explanations = new Explanations(workers, steps / total, work, entries);
        double told = Math.max(explanations.decay(), work.requests() / TOLD_KEYS);
        return new GrowthOdds(
                explanations.ends(CACHES),
                explanations.endsSomewhere(CACHES),
                explanations.decay(),
                steps,
                told);
    }

    /// The odds of growth whose course is not known.
    ///
    /// @param steps in how many steps it grows, of all workers
    public static GrowthOdds unknown(double steps) {
        return new GrowthOdds(CACHES, CACHES, 1, steps, 1);
    }

    /// The one of two by which growth is steadier: over two measures of the work.
    public GrowthOdds or(GrowthOdds other) {
        return other.steps > steps ? other : this;
    }

    /// The mean of two.
    public GrowthOdds mean(GrowthOdds other) {
        return new GrowthOdds(
                (ends + other.ends) / 2,
                (endsSomewhere + other.endsSomewhere) / 2,
                decay,
                steps,
                told);
    }

    /// The odds by something else that was seen.
    ///
    /// @param cachesPerLeak how much likelier or less likely that is of a cache than of a leak
    public GrowthOdds seen(double cachesPerLeak) {
        return new GrowthOdds(
                seen(ends, cachesPerLeak), seen(endsSomewhere, cachesPerLeak), decay, steps, told);
    }

    private static double seen(double probability, double ratio) {
        return probability * ratio / (probability * ratio + 1 - probability);
    }

    /// Whether it surely grows on and on, although it may not look quite even.
    public boolean goesOn() {
        return ends < MAYBE && steps >= ENOUGH_STEPS;
    }

    /// Whether it grows in enough steps to say how long one must observe until a cache and a leak
    /// can be told apart.
    public boolean isOpen() {
        return ends > MAYBE && steps >= FEWEST_STEPS;
    }

    /// By how many times the observation must be longer to tell a cache and a leak apart. Chance
    /// falls with the root of the steps, and the decay grows with the time.
    public double timesToTell() {
        double sure = SURE * Math.sqrt(VARIANCE / Math.max(1, steps)) / told;
        return Math.clamp(Math.pow(sure, 2.0 / 3), 2, 60);
    }
}
