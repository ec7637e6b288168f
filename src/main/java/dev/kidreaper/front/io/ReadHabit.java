package dev.kidreaper.front.io;

/// Whether the worker at the other end of a connection takes small requests whole, as far as it has
/// been seen. For the front's thread.
/*
 * A library reads a request that comes in one piece in one way, always: whole, or all but its end.
 * So after some that were taken whole, it is asked now and then only.
 */
final class ReadHabit {
    private static final int TRUSTED_AFTER = 16;

    private int whole;

    /// Whether the kernel must be asked how much of the last request was taken.
    ///
    /// @param small whether that was no more than a worker reads at once, in one piece
    boolean mustAsk(boolean small) {
        if (!small || whole < TRUSTED_AFTER) {
            return true;
        }
        whole++;
        return whole % TRUSTED_AFTER == 0;
    }

    /// What the kernel said of a small request.
    void saw(boolean taken) {
        whole = taken ? whole + 1 : 0;
    }
}
