package dev.kidreaper.front;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The requests that wait for a worker, by their clients, in the order in which they came. For the
/// front's thread.
final class RequestQueue {
    private final ArrayDeque<ClientConnection> clients = new ArrayDeque<>();
    private final Workers workers;
    private final IdleWorkers idleWorkers;
    private int told;

    RequestQueue(Workers workers, IdleWorkers idleWorkers) {
        this.workers = workers;
        this.idleWorkers = idleWorkers;
    }

    int size() {
        return clients.size();
    }

    boolean isEmpty() {
        return clients.isEmpty();
    }

    void add(ClientConnection client) {
        clients.addLast(client);
    }

    /// One that is to be answered before all others: it has waited before.
    void addFirst(ClientConnection client) {
        clients.addFirst(client);
    }

    /// The first, which waits on; null when none waits.
    @Nullable ClientConnection first() {
        return clients.peekFirst();
    }

    /// The first, which waits no longer; null when none waits.
    @Nullable ClientConnection poll() {
        return clients.pollFirst();
    }

    /// Whether it was among them.
    boolean remove(ClientConnection client) {
        return clients.remove(client);
    }

    /// Says how many lack a worker, when that has become more or none.
    void tell() {
        int now = idleWorkers.isEmpty() ? clients.size() : 0;
        if (now > told || (now == 0 && told > 0)) {
            workers.onQueued(now);
        }
        told = now;
    }
}
