package dev.kidreaper.diagnose.rate;

/// How many keys the cache of a worker may have, and how usual that is before anything was seen.
final class UsualCaches {
    /// So many numbers of keys, each larger than the one before by the factor.
    static final int COUNT = 24;

    /// From this size on in each worker, a cache twice as large is half as likely.
    static final double USUAL_BYTES = 32 << 20;

    private static final double FEWEST_KEYS = 20;
    private static final double FACTOR = 1.345;
    private static final double MOST_KEYS = FEWEST_KEYS * Math.pow(FACTOR, COUNT - 1);

    /// From here on, twice as many are half as likely.
    private static final double MANY_KEYS = 4000;

    private UsualCaches() {}

    /// One of the numbers of keys.
    static double keys(int number) {
        return FEWEST_KEYS * Math.pow(FACTOR, number);
    }

    /// How likely a cache has about so many keys, from 0 to 1, whatever memory they take.
    static double likely(double keys) {
        return Math.min(1, MANY_KEYS / keys) / COUNT;
    }

    /// How likely a cache takes so much memory in each worker, against one that takes little.
    ///
    /// @param entryBytes at least so much each key takes; 0 if unknown
    static double likely(double keys, double entryBytes) {
        return Math.min(1, USUAL_BYTES / Math.max(1, keys * entryBytes));
    }

    /// The part of all caches that have more places than so many, each power as likely.
    static double more(double places) {
        double left = Math.log(MOST_KEYS / Math.max(FEWEST_KEYS, places)) / (COUNT - 1);
        return left / Math.log(FACTOR);
    }
}
