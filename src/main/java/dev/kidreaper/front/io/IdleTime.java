package dev.kidreaper.front.io;

import java.util.function.LongSupplier;

/// How long a web server's connection has been without a request: since it was made, or since its
/// last request was answered. For the front's thread.
/*
 * A byte now and then must not keep a connection for ever. So what counts is when the first byte of
 * a head has come, not the last.
 */
public final class IdleTime {
    private final LongSupplier clock;
    private boolean used;
    private boolean begun;
    private boolean amid;
    private long since;

    /// One that begins now.
    ///
    /// @param clock the time in nanoseconds
    IdleTime(LongSupplier clock) {
        this.clock = clock;
        this.since = clock.getAsLong();
    }

    /// It begins anew: a request is answered.
    public void begin() {
        since = clock.getAsLong();
        begun = false;
        amid = false;
    }

    /// Something has come.
    ///
    /// @param requested whether it is, or belongs to, a request whose head is here
    /// @param more whether more is to come of what has begun
    public void came(boolean requested, boolean more) {
        used |= requested;
        amid = more && !requested;
        if (amid && used && !begun) {
            since = clock.getAsLong();
            begun = true;
        }
    }

    /// How long that is; of a head, how long it has been on its way.
    public long nanos() {
        return clock.getAsLong() - since;
    }

    /// Whether it has not got as far as to its first request in that time, or is as long amid the
    /// head of another one. Between two requests it may be idle as long as it likes.
    public boolean isLate(long longest) {
        return (!used || amid) && nanos() > longest;
    }
}
