package dev.kidreaper.decide.fleet;

import java.time.Duration;

/// A place in the group's budget that a host holds: one worker is away, or about to be.
///
/// @param host which one holds it
/// @param by which run of kidreaper there
/// @param pool of the worker
/// @param reason why the worker goes
/// @param version of the application on that host; empty: not known
/// @param since when, as its host's clock says; for people only, it is compared with nothing
/// @param beat changes as long as the holder lives
/// @param workers how many the pool had before
/// @param failed whether the worker has gone and none has come in its place
/// @param presumeGone how long it must be seen unchanged before another host may take it away
public record HeldSlot(
        String host,
        String by,
        String pool,
        String reason,
        String version,
        String since,
        long beat,
        int workers,
        boolean failed,
        Duration presumeGone)
        implements FleetValue {
    /// One as a host asks for it.
    static HeldSlot asked(
            String host,
            String run,
            PermitWish wish,
            String version,
            String since,
            Duration presumeGone) {
        return new HeldSlot(
                host,
                run,
                wish.pool(),
                wish.reason(),
                version,
                since,
                0,
                wish.workers(),
                false,
                presumeGone);
    }

    /// The same, with a new beat.
    HeldSlot beats() {
        return copy(by, beat + 1, failed);
    }

    /// The same, taken over by another run of kidreaper on its host.
    HeldSlot adopted(String run) {
        return copy(run, beat + 1, failed);
    }

    /// The same, whose worker has gone for good.
    HeldSlot hasFailed() {
        return copy(by, beat + 1, true);
    }

    private HeldSlot copy(String run, long newBeat, boolean nowFailed) {
        return new HeldSlot(
                host, run, pool, reason, version, since, newBeat, workers, nowFailed, presumeGone);
    }
}
