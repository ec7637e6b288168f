package dev.kidreaper.pool.gated;

/// How a worker stands at the gate.
enum Standing {
    /// It enters when it asks.
    ADMITTED,
    /// Its call waits while it is weighed.
    WEIGHED,
    /// Its call waits for what a recycle decides.
    HELD,
    /// Its call waits since it has reached a limit: it is to be asked to leave.
    KEPT,
    /// It was asked to leave, and its calls end with an error.
    TURNED_AWAY
}
