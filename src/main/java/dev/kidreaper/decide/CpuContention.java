package dev.kidreaper.decide;

/// Contention of a pool's workers for the processors: they have work that only needs a processor,
/// and none is free. Times are in nanoseconds; older ones count less.
///
/// @param run how long workers had a processor
/// @param waited how long they could have run, and had none
/// @param took how long requests took them
/// @param isCrowded whether there is contention
/*
 * Contention begins when workers wait much. With fewer workers at work they wait less, but that is
 * no reason to use more of them. So it ends when they do something other than computing.
 */
public record CpuContention(double run, double waited, double took, boolean isCrowded) {
    public static final CpuContention NONE = new CpuContention(0, 0, 0, false);

    /// The weight of what was known before.
    private static final double KEPT = 0.9;

    /// Workers that compute for this part of the time do hardly anything else.
    private static final double COMPUTES = 0.75;

    /// Waiting for this part of the running time is much.
    private static final double WAITS = 0.25;

    /// The contention after more requests.
    public CpuContention with(long moreRun, long moreWaited, long moreTook) {
        double allRun = run * KEPT + moreRun;
        double allWaited = waited * KEPT + moreWaited;
        double allTook = took * KEPT + moreTook;
        boolean computes = allRun + allWaited >= allTook * COMPUTES;
        boolean crowded = computes && (isCrowded || allWaited >= allRun * WAITS);
        return new CpuContention(allRun, allWaited, allTook, crowded);
    }
}
