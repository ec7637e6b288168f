package dev.kidreaper.front.io;

/// Whether a web server's connection goes on, and until when.
public enum ClientState {
    OPEN,
    /// The client sends no more, but wants the answer to its request.
    HALF_CLOSED,
    /// Ends when all that waits has been sent.
    FINISHING,
    /// As well, but bytes are still to come: closed with these unread, the connection could destroy
    /// its answer.
    LINGERING,
    CLOSED;

    /// How long an end is awaited that need not come.
    private static final long LINGER_NANOS = 2_000_000_000L;

    /// The client sends no more. What then, as far as an answer is on its way to it.
    ///
    /// @param requested whether its request is not answered yet
    public ClientState afterInput(boolean requested) {
        return switch (this) {
            case OPEN -> requested ? HALF_CLOSED : FINISHING;
            case LINGERING -> FINISHING;
            case HALF_CLOSED, FINISHING, CLOSED -> this;
        };
    }

    /// All of an answer is there to be sent.
    ///
    /// @param last whether it is to be the last one
    /// @param toCome whether some of its request is still to come
    public ClientState afterAnswer(boolean last, boolean toCome) {
        return switch (this) {
            case OPEN -> !last ? OPEN : toCome ? LINGERING : FINISHING;
            case HALF_CLOSED -> FINISHING;
            case FINISHING, LINGERING, CLOSED -> this;
        };
    }

    /// Whether it takes requests.
    public boolean isOpen() {
        return this == OPEN;
    }

    /// Whether it has been quiet for too long.
    ///
    /// @param late whether it has taken too long over a request's head
    /// @param unsent whether something waits to be sent, and no more of it is to come
    /// @param longest how long the client may take for that
    public boolean isStale(long quietNanos, boolean late, boolean unsent, long longest) {
        return switch (this) {
            case OPEN, HALF_CLOSED -> late || (unsent && quietNanos > longest);
            case FINISHING, LINGERING -> quietNanos > (unsent ? longest : LINGER_NANOS);
            case CLOSED -> false;
        };
    }
}
