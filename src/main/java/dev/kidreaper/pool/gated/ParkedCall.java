package dev.kidreaper.pool.gated;

import dev.kidreaper.gate.AcceptGate;
import dev.kidreaper.linux.Errno;
import dev.kidreaper.linux.Pidfd;
import org.jspecify.annotations.Nullable;

/// The call of one worker that waits in the kernel for our answer, or none. For the holder of its
/// worker's monitor.
final class ParkedCall {
    /// So often a worker that was turned away may ask again at once.
    private static final int AT_ONCE = 2;

    private static final long LONGEST_PAUSE_NANOS = 100_000_000L;

    private final AcceptGate gate;
    private boolean there;
    private @Nullable Door door;
    private long id;

    ParkedCall(AcceptGate gate) {
        this.gate = gate;
    }

    /// How long a worker waits that asks again although it was asked to leave, in nanoseconds: so
    /// one that does nothing else costs little.
    ///
    /// @param refusals how often it has asked since then
    static long pause(int refusals) {
        int times = Math.min(20, Math.max(0, refusals - AT_ONCE));
        return times == 0 ? 0 : Math.min(LONGEST_PAUSE_NANOS, 1_000_000L << times);
    }

    /// One waits from now on; one that was there before is no more: a signal has interrupted it.
    ///
    /// @param at where it waits
    void waits(long call, Door at) {
        id = call;
        door = at;
        there = true;
    }

    /// Whether one waits, also as the kernel sees it.
    boolean isWaiting() {
        return there && gate.isWaiting(id);
    }

    /// Whether connections wait where one waits.
    ///
    /// @param worker whose it is
    boolean keepsClients(Pidfd worker) {
        return there && door != null && door.hasWaiting(worker);
    }

    /// Lets it go on, if there is one.
    void letIn() {
        if (there) {
            there = false;
            gate.letIn(id);
        }
    }

    /// Ends it, if there is one, with the error after which a program looks whether it was
    /// signalled.
    void refuse() {
        if (there) {
            there = false;
            gate.turnAway(id, door != null && door.blocks() ? Errno.EINTR : Errno.EWOULDBLOCK);
        }
    }
}
