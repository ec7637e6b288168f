package dev.kidreaper.front;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The workers that are idle, in the order in which they are taken. For the front's thread.
final class IdleWorkers {
    private final boolean spread;
    private final ArrayDeque<Backend> idle = new ArrayDeque<>();
    private final ArrayDeque<Backend> preferred = new ArrayDeque<>();

    /// @param spread whether the one that has been idle longest is next, not the last one
    IdleWorkers(boolean spread) {
        this.spread = spread;
    }

    void add(Backend backend) {
        if (backend.preferred) {
            preferred.addFirst(backend);
        } else if (spread) {
            idle.addLast(backend);
        } else {
            idle.addFirst(backend);
        }
    }

    /// The next one; null when none is idle.
    @Nullable Backend take() {
        Backend first = preferred.pollFirst();
        return first == null ? idle.pollFirst() : first;
    }

    boolean isEmpty() {
        return idle.isEmpty() && preferred.isEmpty();
    }

    void remove(Backend backend) {
        idle.remove(backend);
        preferred.remove(backend);
    }
}
