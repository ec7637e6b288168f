package dev.kidreaper.diagnose;

/// What an observation can tell from no growth at all.
///
/// @param bytes an average worker must gain evenly over the whole time to be said to grow
/// @param bytesPerSecond the same as a rate
/*
 * Workers that keep nothing still gain a page now and then: ten Python, Perl, PHP and C pools that
 * do were looked at for ten minutes (docs/benchmarks.md). The most was 18 KiB within a minute, and
 * 210 bytes a second after that.
 */
record Resolution(double bytes, double bytesPerSecond) {
    private static final double LEAST_BYTES = 32 << 10;

    /// About a megabyte an hour.
    private static final double LEAST_BYTES_PER_SECOND = 300;

    /// A worker that hardly works is still finding its feet; less than this says nothing.
    private static final double IDLE_BYTES = 192 << 10;

    /// So often a worker rests in a dozen requests.
    private static final double IDLE_RESTS = 50;

    /// That of an observation.
    ///
    /// @param time the workers over the observation
    /// @param length of what is judged: the observation, or the life of a worker, in seconds
    static Resolution of(Curves time, double length) {
        boolean isIdle = time.rests() / time.alive() < IDLE_RESTS;
        double bytes = Math.max(isIdle ? IDLE_BYTES : LEAST_BYTES, LEAST_BYTES_PER_SECOND * length);
        return new Resolution(bytes, length > 0 ? bytes / length : 0);
    }
}
