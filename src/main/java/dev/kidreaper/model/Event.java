package dev.kidreaper.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Something that happened to a pool, as the history, the log and the operator get to know it. All
/// times are to the millisecond.
public sealed interface Event
        permits Event.Recycling,
                Event.Ended,
                Event.Diagnosed,
                Event.Unfinished,
                Event.PoolFound,
                Event.PoolLost,
                Event.Paused,
                Event.Resumed,
                Event.LimitTooLow,
                ServedEvent {
    /// When it happened.
    Instant at();

    /// The name of the pool that it happened to.
    String pool();

    /// A worker is about to be asked to leave.
    record Recycling(Instant at, String pool, ProcessId worker, Reason reason) implements Event {
        public Recycling {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /// The end of a recycle.
    ///
    /// @param growthSummary why the worker had grown; null when it did not go for its size
    /// @param freedBytes by how much it weighed more than its replacement does when that serves, by
    ///   the pool's measure; null when that is not known
    record Ended(
            Instant at,
            String pool,
            Outcome outcome,
            @Nullable GrowthSummary growthSummary,
            @Nullable Long freedBytes)
            implements Event {
        public Ended {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }

        public Ended(
                Instant at, String pool, Outcome outcome, @Nullable GrowthSummary growthSummary) {
            this(at, pool, outcome, growthSummary, null);
        }

        public Ended(Instant at, String pool, Outcome outcome) {
            this(at, pool, outcome, null, null);
        }
    }

    /// Somebody has asked why the pool grows.
    record Diagnosed(Instant at, String pool, ProcessId manager, GrowthSummary growthSummary)
            implements Event {
        public Diagnosed {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /// A recycle of which no more is known than that an earlier kidreaper began it.
    ///
    /// @param cause null when the history does not tell
    /// @param found what a later one found, a sentence
    record Unfinished(
            Instant at, String pool, ProcessId worker, @Nullable RecycleCause cause, String found)
            implements Event {
        public Unfinished {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /// The pool's manager runs and is watched from now on.
    ///
    /// @param profile the name of its profile
    record PoolFound(Instant at, String pool, ProcessId manager, String profile, int workers)
            implements Event {
        public PoolFound {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /// The pool's manager is not there any more, or cannot be read.
    ///
    /// @param why a sentence
    record PoolLost(Instant at, String pool, ProcessId manager, String why) implements Event {
        public PoolLost {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /// Recycling in the pool stops for now, since going on could make things worse.
    ///
    /// @param why a sentence
    record Paused(Instant at, String pool, String why) implements Event {
        public Paused {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /// Recycling in a paused pool goes on.
    record Resumed(Instant at, String pool) implements Event {
        public Resumed {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /// A new worker weighs as much as the limit allows: recycling would gain nothing.
    ///
    /// @param birth what it weighs, and the limit
    record LimitTooLow(Instant at, String pool, Reason birth) implements Event {
        public LimitTooLow {
            at = at.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /// What happened.
    default EventKind kind() {
        return switch (this) {
            case Recycling _ -> EventKind.RECYCLING;
            case Ended ended ->
                    switch (ended.outcome) {
                        case Outcome.Recycled _ -> EventKind.RECYCLED;
                        case Outcome.Failed _ -> EventKind.FAILED;
                        case Outcome.Vanished _ -> EventKind.VANISHED;
                    };
            case Diagnosed _ -> EventKind.DIAGNOSED;
            case Unfinished _ -> EventKind.UNFINISHED;
            case PoolFound _ -> EventKind.POOL_FOUND;
            case PoolLost _ -> EventKind.POOL_LOST;
            case Paused _ -> EventKind.PAUSED;
            case Resumed _ -> EventKind.RESUMED;
            case LimitTooLow _ -> EventKind.LIMIT_TOO_LOW;
            case ServedEvent served -> served.kind();
        };
    }

    /// Why the worker that it is about goes, or for which cause a limit is too low; null where no
    /// worker goes, or an earlier kidreaper did not write it down.
    default @Nullable RecycleCause cause() {
        return switch (this) {
            case Recycling recycling -> recycling.reason.cause();
            case Ended ended -> ended.outcome.reason().cause();
            case Unfinished unfinished -> unfinished.cause;
            case LimitTooLow tooLow -> tooLow.birth.cause();
            case ServedEvent served -> served.cause();
            case Diagnosed _, PoolFound _, PoolLost _, Paused _, Resumed _ -> null;
        };
    }

    /// Why what it is about had grown; null where it does not say.
    default @Nullable GrowthSummary explanation() {
        return switch (this) {
            case Ended ended -> ended.growthSummary;
            case Diagnosed diagnosed -> diagnosed.growthSummary;
            case Recycling _,
                    Unfinished _,
                    PoolFound _,
                    PoolLost _,
                    Paused _,
                    Resumed _,
                    LimitTooLow _,
                    ServedEvent _ ->
                    null;
        };
    }

    /// The event as a line of the daemon's log: as {@link #text}, but at most 160 characters where
    /// a worker was recycled, without what tells nothing.
    default String line() {
        return EventText.logged(this);
    }

    /// The event as one line of a log, without its time: `pool=web worker=812 event=recycling
    /// uss=131M limit=100M`.
    default String text() {
        return EventText.of(this);
    }
}
