package dev.kidreaper.pool.gated;

import dev.kidreaper.gate.AcceptGate;
import dev.kidreaper.linux.Errno;
import java.util.ArrayDeque;

/// The calls of workers that ask again and again, in vain or at a socket of their own: each is
/// answered a millisecond later. For the gate's thread.
final class Delays {
    private static final long NANOS = 1_000_000L;

    private final AcceptGate gate;
    private final ArrayDeque<Delayed> calls = new ArrayDeque<>();

    private record Delayed(long call, long due, boolean enters) {}

    Delays(AcceptGate gate) {
        this.gate = gate;
    }

    /// The call is turned away.
    void add(long call, long now) {
        calls.addLast(new Delayed(call, now + NANOS, false));
    }

    /// The call goes on.
    ///
    /// @return false: not now
    boolean letInLater(long call, long now) {
        calls.addLast(new Delayed(call, now + NANOS, true));
        return false;
    }

    /// Answers those that are due.
    ///
    /// @return when the next is
    long turn(long now) {
        while (!calls.isEmpty() && now - calls.getFirst().due() >= 0) {
            Delayed next = calls.removeFirst();
            if (next.enters) {
                gate.letIn(next.call);
            } else {
                gate.turnAway(next.call, Errno.EWOULDBLOCK);
            }
        }
        return calls.isEmpty() ? GatedWorker.NEVER : calls.getFirst().due();
    }
}
