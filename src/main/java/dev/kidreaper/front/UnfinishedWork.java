package dev.kidreaper.front;

import org.jspecify.annotations.Nullable;

/// What a worker may be at work on although nobody waits for it any more. For the front's thread.
/*
 * A worker with a socket of its own is done with all of that when it accepts another connection.
 */
final class UnfinishedWork {
    /// Within which a worker that has answered accepts again, unless it is at work still.
    private static final long AT_ONCE_NANOS = 20_000_000;

    private @Nullable Request givenUp;
    private @Nullable Request answered;
    private long answeredAt;
    private boolean told;

    /// A request whose end is not known yet; null: none.
    void givenUp(@Nullable Request request) {
        givenUp = request;
    }

    @Nullable Request givenUp() {
        return givenUp;
    }

    /// Its end is known now.
    @Nullable Request takeGivenUp() {
        Request over = givenUp;
        givenUp = null;
        return over;
    }

    /// The request that it may be at work on.
    ///
    /// @param known whether it is to be seen when it is done with one that it has answered
    @Nullable Request pending(boolean known) {
        return givenUp == null && known ? answered : givenUp;
    }

    /// It has answered a request, and may be at work after that.
    void answered(Request request, long now) {
        answered = request;
        answeredAt = now;
        told = false;
    }

    /// The request that it has answered, as long as it may be at work after that; else null.
    @Nullable Request answered() {
        return answered;
    }

    /// It is certainly done with what it has answered.
    void done() {
        answered = null;
    }

    /// Whether it has not accepted again for longer than usual; once.
    boolean isLate(long now) {
        boolean late = answered != null && !told && now - answeredAt > AT_ONCE_NANOS;
        told |= late;
        return late;
    }
}
