package dev.kidreaper.recycle;

import dev.kidreaper.model.Moment;

/// The result of waiting for a moment at which a worker may be signalled.
///
/// @param moment the last moment at which it was seen
/// @param sent whether the signal was sent then
record Attempt(Moment moment, boolean sent) {
    /// The signal was sent at that moment.
    static Attempt sentAt(Moment moment) {
        return new Attempt(moment, true);
    }

    /// No moment came at which it could have been sent.
    static Attempt busy() {
        return new Attempt(Moment.BUSY, false);
    }

    /// The kernel does not let us see what the worker does.
    static Attempt hidden() {
        return new Attempt(Moment.HIDDEN, false);
    }

    /// Whether another attempt could still find a moment.
    boolean mayBeRepeated() {
        return !sent && moment != Moment.HIDDEN;
    }
}
