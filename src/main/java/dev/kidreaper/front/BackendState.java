package dev.kidreaper.front;

/// Where a worker stands, as the front knows it.
enum BackendState {
    /// Has not accepted any connection yet.
    JOINING,
    /// Has a new connection that it has not accepted yet.
    AWAITING_ACCEPT,
    IDLE,
    /// Has a request.
    BUSY,
    /// Takes nothing until told.
    HELD,
    /// Gets nothing any more.
    GONE;

    /// Where it stands with another connection that it has not accepted yet.
    BackendState awaitingAccept() {
        return this == JOINING ? JOINING : AWAITING_ACCEPT;
    }

    boolean isAwaitingAccept() {
        return this == JOINING || this == AWAITING_ACCEPT;
    }
}
