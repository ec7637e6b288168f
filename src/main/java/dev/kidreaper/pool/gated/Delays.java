package dev.kidreaper.pool.gated;

import dev.kidreaper.gate.AcceptGate;
import dev.kidreaper.linux.Errno;
import java.util.ArrayDeque;

/// The calls of workers that ask in vain again and again: each is answered a millisecond later. For
/// the gate's thread.
final class Delays {
    private static final long NANOS = 1_000_000L;

    private final AcceptGate gate;
    private final ArrayDeque<Delayed> calls = new ArrayDeque<>();

    private record Delayed(long call, long due) {}

    Delays(AcceptGate gate) {
        this.gate = gate;
    }

    void add(long call, long now) {
        calls.addLast(new Delayed(call, now + NANOS));
    }

    /// Answers those that are due.
    ///
    /// @return when the next is
    long turn(long now) {
        while (!calls.isEmpty() && now - calls.getFirst().due() >= 0) {
            gate.turnAway(calls.removeFirst().call(), Errno.EWOULDBLOCK);
        }
        return calls.isEmpty() ? GatedWorker.NEVER : calls.getFirst().due();
    }
}
