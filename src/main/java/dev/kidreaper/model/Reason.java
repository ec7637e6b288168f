package dev.kidreaper.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Why a worker goes, with its size at that moment.
///
/// @param cause null only in an event of the history whose writer did not know causes yet
/// @param bytes {@link Footprint#UNREAD} in such an event whose writer kept no size
/// @param limit the limit that holds; null when there is none
/// @param early after what time it would have reached its limit, by its growth so far: it goes
///   before, since not all can go at once; null when it has reached it, or that is not known
public record Reason(
        @Nullable RecycleCause cause,
        Measure measure,
        long bytes,
        @Nullable Limit limit,
        @Nullable Duration early) {
    /// One that has reached its limit, or goes for another cause.
    public Reason(
            @Nullable RecycleCause cause, Measure measure, long bytes, @Nullable Limit limit) {
        this(cause, measure, bytes, limit, null);
    }

    /// The same, of a worker that goes before it has reached its limit.
    ///
    /// @param by zero: it has reached it
    public Reason early(Duration by) {
        return new Reason(cause, measure, bytes, limit, by.isZero() ? null : by);
    }

    /// The same size and limit, for another cause.
    public Reason because(RecycleCause other) {
        return new Reason(other, measure, bytes, limit);
    }

    /// The cause, or that one where it is not known.
    public RecycleCause causeOr(RecycleCause otherwise) {
        return cause == null ? otherwise : cause;
    }

    /// Whether the worker goes since memory is short.
    public boolean isForSize() {
        return cause != null && cause.isForSize();
    }

    /// The size, and the limit: `uss=131M limit=100M`.
    @Override
    public String toString() {
        String size = measure.label() + "=" + new Size(bytes);
        return limit == null ? size : size + " limit=" + limit.size();
    }
}
