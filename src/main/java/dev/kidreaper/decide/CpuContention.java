package dev.kidreaper.decide;

/// Whether a pool's workers stand in each other's way: they have work that only needs a processor,
/// and there is none for them. Times in nanoseconds, of which older ones count less.
///
/// @param run how long workers had a processor
/// @param waited how long they could have run, and had none
/// @param took how long requests took them
/// @param isCrowded whether it is so
/*
 * It begins where workers wait much. Where they are then fewer, they wait less, and that is no
 * reason for more of them: it ends when they do something else than to compute.
 */
public record CpuContention(double run, double waited, double took, boolean isCrowded) {
    public static final CpuContention NONE = new CpuContention(0, 0, 0, false);

    /// So much of what was known counts on.
    private static final double KEPT = 0.9;

    /// Who computes for this part of the time does hardly anything else.
    private static final double COMPUTES = 0.75;

    /// Who waits for this part of the time that it runs waits much.
    private static final double WAITS = 0.25;

    /// What is known after more requests.
    public CpuContention with(long moreRun, long moreWaited, long moreTook) {
        double allRun = run * KEPT + moreRun;
        double allWaited = waited * KEPT + moreWaited;
        double allTook = took * KEPT + moreTook;
        boolean computes = allRun + allWaited >= allTook * COMPUTES;
        boolean crowded = computes && (isCrowded || allWaited >= allRun * WAITS);
        return new CpuContention(allRun, allWaited, allTook, crowded);
    }
}
