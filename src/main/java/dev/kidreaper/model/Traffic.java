package dev.kidreaper.model;

/// What has become of a served pool's requests since it started.
///
/// @param requests answered in whole by a worker
/// @param cut begun to be answered, and not ended, because of us
/// @param failed not answered, or not to the end, because a worker failed
/// @param refused answered with 503: no worker was free in time
/// @param retried given to a second worker since the first one died
/// @param aborted given up by their clients
/// @param waiting that wait for a worker now
/// @param clients connections of web servers now
/// @param busy workers that have a request now
/// @param perSecond requests a second, over the last ten seconds
/// @param times how long the answered ones took, from when all of one had come to the end of its
///   answer
/// @param queued how long they waited for a worker of that
public record Traffic(
        long requests,
        long cut,
        long failed,
        long refused,
        long retried,
        long aborted,
        int waiting,
        int clients,
        int busy,
        double perSecond,
        TimeCounts times,
        TimeCounts queued) {
    /// None yet.
    public static final Traffic NONE =
            new Traffic(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, TimeCounts.NONE, TimeCounts.NONE);
}
