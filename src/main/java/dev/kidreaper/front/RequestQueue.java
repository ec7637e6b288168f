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

    void add(ClientConnection clientConnection) {
        clients.addLast(clientConnection);
    }

    /// One that is to be answered before all others: it has waited before.
    void addFirst(ClientConnection clientConnection) {
        clients.addFirst(clientConnection);
    }

    /// The first, who waits on; null when nobody waits.
    @Nullable ClientConnection first() {
        return clients.peekFirst();
    }

    /// The first, who waits no longer; null when nobody waits.
    @Nullable ClientConnection poll() {
        return clients.pollFirst();
    }

    /// Whether it was among them.
    boolean remove(ClientConnection clientConnection) {
        return clients.remove(clientConnection);
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
