package dev.kidreaper.act;

import dev.kidreaper.decide.Backoff;
import org.jspecify.annotations.Nullable;

/// One worker of another manager, whose requests we hand out.
final class Attached extends Weighed {
    private @Nullable Integer number;
    private @Nullable String why;
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

    /// It is to leave; unless that has failed only just now.
    void goes(String because, long now) {
        if (now - restsUntil >= 0) {
            mustGo(because);
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
        asked = false;
        tracked.setLeaving(false);
        backoff = new Backoff(backoff.failures() + 1);
        restsUntil = now + backoff.pause().toNanos();
    }

    /// Why it is to leave; null when it stays.
    @Nullable String why() {
        return why;
    }
}
