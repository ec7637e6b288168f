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

    /// How often in a row it has asked where nobody waited.
    int inVain;

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
            doors.put(descriptor, known);
        }
        return known;
    }

    /// Looks anew at what a descriptor is.
    void forget(int descriptor) {
        doors.remove(descriptor);
    }
}
