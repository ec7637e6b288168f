package dev.kidreaper.model;

/// Where in its life a stopped worker was found: what a signal delivered now would interrupt.
public enum Moment {
    /// Waiting for a connection, and holding none: nobody's request is touched.
    IDLE,
    /// On its way out of `accept` with a connection of which it has not read a byte: a handler runs
    /// before the first read.
    ACCEPTED,
    /// Serving, inside a system call that does not read from its client.
    SERVING,
    /// Amid its own code, on a connection that it has already been at work on: it knows that it
    /// serves, and no call is interrupted.
    COMPUTING,
    /// Reading from its client: a signal can cut the request short.
    READING,
    /// Anywhere else amid its own code or a system call.
    BUSY,
    /// The kernel does not let us see.
    HIDDEN
}
