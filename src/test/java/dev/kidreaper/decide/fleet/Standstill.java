package dev.kidreaper.decide.fleet;

import java.util.ArrayList;
import java.util.List;

/// A process that is stopped for a while: what should have happened meanwhile happens at its end.
final class Standstill {
    private final List<Runnable> missed = new ArrayList<>();
    private long until;

    boolean isOn(long now) {
        return now < until;
    }

    /// Runs it now, or at the end.
    void run(long now, Runnable what) {
        if (isOn(now)) {
            missed.add(what);
        } else {
            what.run();
        }
    }

    /// Begins one, unless there is one already. Whether it begins.
    boolean begin(long now, long nanos) {
        boolean begins = !isOn(now);
        until = begins ? now + nanos : until;
        return begins;
    }

    /// It goes on, unless it was killed meanwhile.
    void end(boolean lives) {
        if (!lives) {
            return;
        }
        var all = List.copyOf(missed);
        missed.clear();
        all.forEach(Runnable::run);
    }

    /// The process is no more.
    void forget() {
        missed.clear();
        until = 0;
    }
}
