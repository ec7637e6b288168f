package dev.kidreaper.model;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Something that happened to a pool whose requests we hand out.
public sealed interface ServedEvent extends Event {
    /// A worker was started.
    record Starting(Instant at, String pool, ProcessId worker) implements ServedEvent {
        public Starting {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /// A worker gets no more requests.
    ///
    /// @param requests how many it has answered
    record Leaving(Instant at, String pool, ProcessId worker, RecycleCause cause, long requests)
            implements ServedEvent {
        public Leaving {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /// A worker that was to leave did not, and is asked by TERM.
    record Asked(Instant at, String pool, ProcessId worker, RecycleCause cause)
            implements ServedEvent {
        public Asked {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /// A worker that was to leave is ended by KILL, as the operator allowed.
    ///
    /// @param after how long it was to leave
    record Killed(Instant at, String pool, ProcessId worker, RecycleCause cause, Duration after)
            implements ServedEvent {
        public Killed {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /// A worker's process has ended.
    ///
    /// @param how in words
    /// @param cause null when it was not to leave
    record Exited(
            Instant at, String pool, ProcessId worker, String how, @Nullable RecycleCause cause)
            implements ServedEvent {
        public Exited {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /// A worker has broken the protocol, or a promise.
    ///
    /// @param why a sentence
    /// @param cause null when only its connection goes, and it stays
    record Broken(
            Instant at, String pool, ProcessId worker, String why, @Nullable RecycleCause cause)
            implements ServedEvent {
        public Broken {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /// A worker has had a request for too long, and is ended.
    ///
    /// @param request its method and path
    /// @param after how long; null where another time told that
    record Stuck(
            Instant at, String pool, ProcessId worker, String request, @Nullable Duration after)
            implements ServedEvent {
        public Stuck {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /// A worker has ended by itself, or could not be started.
    ///
    /// @param why a sentence
    /// @param nextStartIn how long no other one is started
    record WorkerEnded(Instant at, String pool, String why, Duration nextStartIn)
            implements ServedEvent {
        public WorkerEnded {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /// Workers that one of us, killed, had left behind were ended.
    record OrphansEnded(Instant at, String pool, int workers) implements ServedEvent {
        public OrphansEnded {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /// A request was cut off at the end of a stop.
    ///
    /// @param request its method and path
    record Cut(Instant at, String pool, String request) implements ServedEvent {
        public Cut {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /// A web server sent bytes that are no FastCGI.
    ///
    /// @param offset how many bytes came before the wrong one
    /// @param why what is wrong there
    record Malformed(Instant at, String pool, long offset, String why) implements ServedEvent {
        public Malformed {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /// Something that the operator should know, and that a sentence tells.
    ///
    /// @param kind which one
    /// @param worker whom it is about; null: the pool
    record Notice(Instant at, String pool, EventKind kind, @Nullable ProcessId worker, String why)
            implements ServedEvent {
        public Notice {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }

        public Notice(Instant at, String pool, EventKind kind, String why) {
            this(at, pool, kind, null, why);
        }
    }

    @Override
    default EventKind kind() {
        return switch (this) {
            case Starting _ -> EventKind.STARTING;
            case Leaving _ -> EventKind.LEAVING;
            case Asked _ -> EventKind.ASKED;
            case Killed _ -> EventKind.KILLED;
            case Exited _ -> EventKind.EXITED;
            case Broken _ -> EventKind.BROKEN;
            case Stuck _ -> EventKind.STUCK;
            case WorkerEnded _ -> EventKind.WORKER_ENDED;
            case OrphansEnded _ -> EventKind.ORPHANS_ENDED;
            case Cut _ -> EventKind.CUT;
            case Malformed _ -> EventKind.MALFORMED;
            case Notice notice -> notice.kind;
        };
    }

    @Override
    default @Nullable RecycleCause cause() {
        return switch (this) {
            case Leaving leaving -> leaving.cause;
            case Asked asked -> asked.cause;
            case Killed killed -> killed.cause;
            case Exited exited -> exited.cause;
            case Broken broken -> broken.cause;
            case Stuck _ -> RecycleCause.STUCK;
            case Starting _, WorkerEnded _, OrphansEnded _, Cut _, Malformed _, Notice _ -> null;
        };
    }
}
