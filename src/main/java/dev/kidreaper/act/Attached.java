package dev.kidreaper.act;

import dev.kidreaper.model.ProcessId;
import org.jspecify.annotations.Nullable;

/// One worker of another manager, whose requests we hand out.
final class Attached implements AutoCloseable {
    final ProcessId id;
    final Scale scale;
    final Tracked tracked;
    private @Nullable Integer number;
    private @Nullable String why;

    Attached(ProcessId id, Scale scale, Tracked tracked) {
        this.id = id;
        this.scale = scale;
        this.tracked = tracked;
    }

    /// The number of the connection of ours that it holds; null when it holds none.
    @Nullable Integer number() {
        return number;
    }

    void holds(@Nullable Integer connection) {
        number = connection;
    }

    /// It is to leave.
    void goes(String because) {
        if (why == null) {
            why = because;
            tracked.setLeaving(true);
        }
    }

    /// It stays after all.
    void stays() {
        why = null;
        tracked.setLeaving(false);
    }

    /// Why it is to leave; null when it stays.
    @Nullable String why() {
        return why;
    }

    @Override
    public void close() {
        scale.close();
        tracked.close();
    }
}
