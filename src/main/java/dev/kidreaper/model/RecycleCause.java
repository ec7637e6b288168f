package dev.kidreaper.model;

import java.util.Arrays;
import java.util.Optional;

/// Why a worker goes.
public enum RecycleCause {
    /// It has reached its own limit, or is about to.
    LIMIT("limit"),
    /// It has answered as many requests as one worker may.
    MAX_REQUESTS("max-requests"),
    /// It is as old as one worker may become.
    MAX_AGE("max-age"),
    /// All workers together have reached the pool's limit.
    POOL_LIMIT("pool-limit"),
    /// The machine has less memory available than it is to keep.
    MIN_AVAILABLE("min-available"),
    /// Processes of the machine wait for memory for too long.
    MAX_PRESSURE("max-pressure"),
    /// An operator asked for it.
    ASKED("asked"),
    /// All workers are replaced once.
    RESTART("restart"),
    /// The pool needs fewer workers now.
    NOT_NEEDED("not-needed"),
    /// It broke the protocol, or a promise.
    BROKEN("broken"),
    /// It has had one request for too long.
    STUCK("stuck"),
    /// The pool stops.
    STOP("stop");

    private final String label;

    RecycleCause(String label) {
        this.label = label;
    }

    /// The cause with that label; empty when there is none.
    public static Optional<RecycleCause> labelled(String label) {
        return Arrays.stream(values()).filter(c -> c.label.equals(label)).findFirst();
    }

    /// Its name in the log, in JSON and in the history, which never changes.
    public String label() {
        return label;
    }

    /// Whether it goes since memory is short: its own, the pool's or the machine's.
    public boolean isForSize() {
        return switch (this) {
            case LIMIT, POOL_LIMIT, MIN_AVAILABLE, MAX_PRESSURE -> true;
            case MAX_REQUESTS, MAX_AGE, ASKED, RESTART, NOT_NEEDED, BROKEN, STUCK, STOP -> false;
        };
    }

    /// Whether somebody has asked for it, rather than a limit.
    public boolean isAskedFor() {
        return this == ASKED || this == RESTART;
    }

    /// Whether another worker takes its place as a matter of course.
    public boolean isRecycle() {
        return switch (this) {
            case LIMIT,
                    MAX_REQUESTS,
                    MAX_AGE,
                    POOL_LIMIT,
                    MIN_AVAILABLE,
                    MAX_PRESSURE,
                    ASKED,
                    RESTART ->
                    true;
            case NOT_NEEDED, BROKEN, STUCK, STOP -> false;
        };
    }
}
