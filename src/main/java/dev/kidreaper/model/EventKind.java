package dev.kidreaper.model;

import java.util.Arrays;
import java.util.Optional;

/// What happened, as its name in the log, in JSON and in the history. A name never changes its
/// meaning: scripts look for it.
public enum EventKind {
    RECYCLING("recycling", Keeping.AWAITED),
    RECYCLED("recycled", Keeping.AWAITED),
    FAILED("failed", Keeping.AWAITED),
    VANISHED("vanished", Keeping.AWAITED),
    DIAGNOSED("diagnosed", Keeping.AWAITED),
    UNFINISHED("unfinished", Keeping.AWAITED),
    POOL_FOUND("pool-found", Keeping.AWAITED),
    POOL_LOST("pool-lost", Keeping.AWAITED),
    PAUSED("paused", Keeping.AWAITED),
    RESUMED("resumed", Keeping.AWAITED),
    LIMIT_TOO_LOW("limit-too-low", Keeping.AWAITED),

    STARTING("starting", Keeping.LOGGED),
    LEAVING("leaving", Keeping.LOGGED),
    ASKED("asked", Keeping.LOGGED),
    KILLED("killed", Keeping.KEPT),
    EXITED("exited", Keeping.LOGGED),
    BROKEN("broken", Keeping.KEPT),
    STUCK("stuck", Keeping.KEPT),
    WORKER_ENDED("worker-ended", Keeping.KEPT),
    ORPHANS_ENDED("orphans-ended", Keeping.KEPT),
    CUT("cut", Keeping.KEPT),
    /// Only logged: whoever may connect can bring it about as often as he likes.
    MALFORMED("malformed", Keeping.LOGGED),

    BUG("bug", Keeping.KEPT),
    NOT_ACCEPTING("not-accepting", Keeping.KEPT),
    FRONT_FAILED("front-failed", Keeping.KEPT),
    CONNECTIONS_NOT_KEPT("connections-not-kept", Keeping.KEPT),
    NOT_NOTED("not-noted", Keeping.KEPT),
    NO_ORPHAN_GUARD("no-orphan-guard", Keeping.KEPT),
    FOLDER_LEFT("folder-left", Keeping.KEPT),
    NO_GATE("no-gate", Keeping.KEPT),
    TAKEN_OVER("taken-over", Keeping.KEPT),
    MANAGER_ENDED("manager-ended", Keeping.KEPT),
    NOT_AT_GATE("not-at-gate", Keeping.KEPT),
    SERVED("served", Keeping.KEPT),
    POOL_MISSING("pool-missing", Keeping.KEPT),
    GOES_BY_RSS("goes-by-rss", Keeping.KEPT),
    NOT_FOLLOWED("not-followed", Keeping.KEPT),
    WAITING("waiting", Keeping.KEPT),
    WORKERS_STILL_THERE("workers-still-there", Keeping.KEPT);

    /// Where an event goes beside the log.
    private enum Keeping {
        /// Into the history, before whatever it announces is done.
        AWAITED,
        /// Into the history; nobody waits for the disk.
        KEPT,
        /// Nowhere: there are too many.
        LOGGED
    }

    private final String label;
    private final Keeping keeping;

    EventKind(String label, Keeping keeping) {
        this.label = label;
        this.keeping = keeping;
    }

    /// The kind with that name; empty when there is none.
    public static Optional<EventKind> labelled(String label) {
        return Arrays.stream(values()).filter(k -> k.label.equals(label)).findFirst();
    }

    /// Its name.
    public String label() {
        return label;
    }

    /// Whether the history keeps it; others are only logged.
    public boolean isKept() {
        return keeping != Keeping.LOGGED;
    }

    /// Whether it is to be on disk before anything else is done.
    public boolean isAwaited() {
        return keeping == Keeping.AWAITED;
    }
}
