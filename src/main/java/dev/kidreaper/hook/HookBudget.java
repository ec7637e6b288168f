package dev.kidreaper.hook;

import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.HookSettings;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;

/// How often a hook has run of late, for each kind of event, and of what it was not told. Each kind
/// counts by itself: a thousand recycles must not hide one failure.
final class HookBudget {
    private final int most;
    private final long per;
    private final Map<EventKind, ArrayDeque<Long>> runs = new EnumMap<>(EventKind.class);
    private final Map<EventKind, Long> heldBack = new EnumMap<>(EventKind.class);

    HookBudget(HookSettings hook) {
        this.most = hook.most();
        this.per = hook.per().toNanos();
    }

    /// Whether the hook may run now. If not, the event is counted.
    ///
    /// @param now as `System.nanoTime()` has it
    boolean allows(EventKind kind, long now) {
        ArrayDeque<Long> recent = runs.computeIfAbsent(kind, _ -> new ArrayDeque<>());
        while (!recent.isEmpty() && now - recent.peekFirst() >= per) {
            recent.removeFirst();
        }
        if (recent.size() >= most) {
            heldBack.merge(kind, 1L, Long::sum);
            return false;
        }
        recent.addLast(now);
        return true;
    }

    /// An event for which there was no room in the queue.
    void lost(EventKind kind) {
        heldBack.merge(kind, 1L, Long::sum);
    }

    /// Of how many events of a kind it was not told since this was asked last.
    long heldBack(EventKind kind) {
        Long count = heldBack.remove(kind);
        return count == null ? 0 : count;
    }
}
