package dev.kidreaper.diagnose;

import dev.kidreaper.diagnose.rate.GrowthOdds;

/// Whether growth that looks even so far may end by itself, as that of a cache does.
///
/// @param probability that it will, as far as its steps tell
/// @param probabilityIfLarge the same if a cache that needs very much memory were as usual
/// @param fullSeconds after which a cache would be nearly full (95 %), at this rate
/// @param tellSeconds how long one must observe until a cache and a leak can be told apart
/// @param fullBytes what the worker would gain until then
public record GrowthEnd(
        double probability,
        double probabilityIfLarge,
        double fullSeconds,
        double tellSeconds,
        double fullBytes) {
    /// After so many times the time in which the rate falls by e, a cache is nearly full.
    private static final double NEARLY = 3;

    /// What becomes of growth if it is a cache's.
    ///
    /// @param seconds of the observation
    /// @param bytes that an average worker gained within it
    static GrowthEnd of(GrowthOdds odds, double seconds, double bytes) {
        double fullSeconds = seconds / odds.decay() * NEARLY;
        double tellSeconds = seconds * odds.timesToTell();
        return new GrowthEnd(
                odds.ends(), odds.endsSomewhere(), fullSeconds, tellSeconds, bytes / odds.decay());
    }
}
