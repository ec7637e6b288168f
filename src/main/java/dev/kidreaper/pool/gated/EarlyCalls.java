package dev.kidreaper.pool.gated;

import dev.kidreaper.gate.AcceptGate;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/// Those who ask before the pool is known: how often, and the calls of those that have had as many
/// connections as a worker may. For the gate's thread.
final class EarlyCalls {
    private static final int MOST_STRANGERS = 4096;
    private static final int MOST_WAITING = 4096;
    private static final long LONGEST_NANOS = 10_000_000_000L;

    private final AcceptGate gate;
    private final int most;
    private final Map<Integer, Integer> asked = new HashMap<>();
    private final ArrayDeque<Early> waiting = new ArrayDeque<>();

    private record Early(int thread, int descriptor, long call, long since) {}

    /// @param most connections that one may take; 0: as many as come
    EarlyCalls(AcceptGate gate, int most) {
        this.gate = gate;
        this.most = most;
    }

    /// A stranger asks. Whether it may enter; if not, its call waits until the pool is known.
    ///
    /// @param early whether the pool is not known yet; later, a stranger is none of its workers
    boolean mayEnter(int thread, int descriptor, long call, boolean early) {
        if (asked.size() >= MOST_STRANGERS) {
            asked.clear();
        }
        int before = asked.getOrDefault(thread, 0);
        if (early && most > 0 && before >= most && waiting.size() < MOST_WAITING) {
            waiting.addLast(new Early(thread, descriptor, call, System.nanoTime()));
            return false;
        }
        asked.put(thread, before + 1);
        return true;
    }

    /// How often one has entered that is known now.
    int known(int thread) {
        Integer before = asked.remove(thread);
        return before == null ? 0 : before;
    }

    /// Has those that wait ask again.
    ///
    /// @param again whether it is known by now who they are
    void turn(AcceptGate.Doorman doorman, boolean again, long now) {
        for (int left = waiting.size(); left > 0; left--) {
            Early first = waiting.removeFirst();
            boolean isLate = now - first.since() >= LONGEST_NANOS;
            if (isLate) {
                asked.remove(first.thread());
            }
            if (isLate || !again) {
                waitOn(first, isLate);
            } else if (doorman.mayEnter(first.thread(), first.descriptor(), first.call())) {
                gate.letIn(first.call());
            }
        }
    }

    private void waitOn(Early call, boolean isLate) {
        if (isLate) {
            gate.letIn(call.call());
        } else {
            waiting.addLast(call);
        }
    }

    /// Whether somebody waits.
    boolean isAnyWaiting() {
        return !waiting.isEmpty();
    }
}
