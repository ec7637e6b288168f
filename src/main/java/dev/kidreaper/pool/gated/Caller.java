package dev.kidreaper.pool.gated;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/// One thread of a worker that asks at the gate. For the gate's thread.
final class Caller {
    final int thread;
    final GatedWorker worker;

    /// Whether it was let in the last time: it took a connection, or found none.
    boolean inside;

    /// When its request began, in nanoseconds; 0: that is not known.
    long began;

    /// How often in a row it has asked where nobody waited.
    int inVain;

    /// Nobody takes more connections in a tenth of a second at a socket that is not the pool's.
    private static final int MOST_STRANGE = 1000;

    private static final long WINDOW_NANOS = 100_000_000L;

    private long windowSince;
    private int strange;

    /// More listening sockets one thread has not; one that has is looked at anew.
    private static final int MOST_DOORS = 64;

    private final IntFunction<Door> looking;
    private final Map<Integer, Door> doors = new HashMap<>();

    /// @param looking looks what one of its descriptors is
    Caller(int thread, GatedWorker worker, IntFunction<Door> looking) {
        this.thread = thread;
        this.worker = worker;
        this.looking = looking;
    }

    /// The listening socket at which it asks.
    Door door(int descriptor) {
        Door known = doors.get(descriptor);
        if (known == null) {
            known = looking.apply(descriptor);
            if (doors.size() >= MOST_DOORS) {
                doors.clear();
            }
            doors.put(descriptor, known);
        }
        return known;
    }

    /// It asks at a socket that is not the pool's. Whether it does so seldom enough: each answer
    /// costs the gate some time.
    boolean asksSeldom(long now) {
        if (now - windowSince > WINDOW_NANOS) {
            windowSince = now;
            strange = 0;
        }
        return ++strange <= MOST_STRANGE;
    }

    /// Looks anew at what a descriptor is.
    void forget(int descriptor) {
        doors.remove(descriptor);
    }
}
