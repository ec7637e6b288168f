package dev.kidreaper.model;

/// The kinds of system call in which a worker waits for its next connection.
public enum Wait {
    /// `accept` or `accept4` on the listening socket.
    ACCEPT,
    /// `poll`, `select` or `epoll_wait` before an `accept`.
    POLL,
    /// A lock that serialises `accept` among the workers.
    LOCK
}
