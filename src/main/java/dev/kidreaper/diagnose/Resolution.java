package dev.kidreaper.diagnose;

/// The least growth that an observation can tell from none.
///
/// @param bytes what an average worker must gain evenly over the whole time to count as growing
/// @param bytesPerSecond the same as a rate
/*
 * Workers that keep nothing still gain a page now and then. Ten such Python, Perl, PHP and C pools
 * were observed for ten minutes (docs/benchmarks.md). The most was 18 KiB within a minute, and 210
 * bytes a second after that.
 */
record Resolution(double bytes, double bytesPerSecond) {
    private static final double LEAST_BYTES = 32 << 10;

    /// About a megabyte an hour.
    private static final double LEAST_BYTES_PER_SECOND = 300;

    /// A worker that hardly works is still starting up; growth below this says nothing.
    private static final double IDLE_BYTES = 192 << 10;

    /// The number of rests of a worker in about a dozen requests.
    private static final double IDLE_RESTS = 50;

    /// What a worker must gain to count as growing, if it works.
    static double usual(double length) {
        return Math.max(LEAST_BYTES, LEAST_BYTES_PER_SECOND * length);
    }

    /// The resolution of an observation.
    ///
    /// @param time the workers over the observation
    /// @param length of what is judged: the observation, or the life of a worker, in seconds
    static Resolution of(Curves time, double length) {
        boolean isIdle = time.rests() / time.alive() < IDLE_RESTS;
        double bytes = Math.max(isIdle ? IDLE_BYTES : 0, usual(length));
        return new Resolution(bytes, length > 0 ? bytes / length : 0);
    }
}
