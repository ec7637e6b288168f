package dev.kidreaper.model;

/// A sort of system call in which a worker waits for its next connection.
public enum IdleWait {
    /// `accept` or `accept4` on the listening socket.
    ACCEPT,
    /// `poll`, `select` or `epoll_wait` before an `accept`.
    POLL,
    /// A lock on a file or of System V that serialises `accept` among the workers.
    LOCK,
    /// A lock in shared memory that does the same. Threads wait for each other in the same call.
    FUTEX
}
