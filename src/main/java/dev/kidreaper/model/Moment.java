package dev.kidreaper.model;

/// What a stopped worker was doing: what a signal that is delivered now would interrupt.
public enum Moment {
    /// Waiting for a connection, and holding none: no request is touched.
    IDLE,
    /// Returning from `accept` with a connection of which it has not read a byte: a signal handler
    /// runs before the first read.
    ACCEPTED,
    /// Serving, inside a system call that does not read from its client.
    SERVING,
    /// Serving, amid its own code, on a connection that it has already worked on: it knows that it
    /// serves, and no system call is interrupted.
    COMPUTING,
    /// Reading from its client: a signal can cut the request short.
    READING,
    /// Anything else amid its own code or a system call.
    BUSY,
    /// The kernel does not let us see.
    HIDDEN
}
