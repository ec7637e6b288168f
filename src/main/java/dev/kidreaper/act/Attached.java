package dev.kidreaper.act;

import dev.kidreaper.decide.Backoff;
import dev.kidreaper.model.Reason;
import org.jspecify.annotations.Nullable;

/// One worker of another manager, whose requests we hand out.
final class Attached extends Weighed {
    private @Nullable Integer number;
    private @Nullable String why;
    private @Nullable Reason reached;
    private boolean asked;
    private Backoff backoff = Backoff.NONE;
    private long restsUntil = System.nanoTime();

    Attached(Scale scale, Tracked tracked) {
        super(scale, tracked);
    }

    /// The number of the connection of ours that it holds; null when it holds none.
    @Nullable Integer number() {
        return number;
    }

    void holds(@Nullable Integer connection) {
        number = connection;
    }

    /// Whether it may be told to leave: that has not failed only just now.
    boolean mayGo(long now) {
        return now - restsUntil >= 0;
    }

    /// It is to leave; unless that has failed only just now.
    ///
    /// @param as what was reached; null: it goes by what it weighs itself
    void goes(String because, @Nullable Reason as, long now) {
        if (mayGo(now)) {
            mustGo(because);
            reached = as;
        }
    }

    void mustGo(String because) {
        if (why == null) {
            why = because;
            tracked.setLeaving(true);
        }
    }

    /// Whether it is to leave, holds no connection any more, and is to be asked now; once.
    boolean mayBeAsked() {
        boolean first = why != null && number == null && !asked;
        asked |= first;
        return first;
    }

    /// It stays after all, for a while.
    void stays(long now) {
        why = null;
        reached = null;
        asked = false;
        tracked.setLeaving(false);
        backoff = new Backoff(backoff.failures() + 1);
        restsUntil = now + backoff.pause().toNanos();
    }

    /// What was reached, so that it is to leave; null when it goes by what it weighs itself.
    @Nullable Reason reached() {
        return reached;
    }

    /// Why it is to leave; null when it stays.
    @Nullable String why() {
        return why;
    }
}
