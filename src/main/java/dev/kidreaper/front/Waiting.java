package dev.kidreaper.front;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The requests that wait for a worker, by their clients, in the order in which they came. For the
/// front's thread.
final class Waiting {
    private final ArrayDeque<Client> clients = new ArrayDeque<>();
    private final Workers workers;
    private final Roster roster;
    private int told;

    Waiting(Workers workers, Roster roster) {
        this.workers = workers;
        this.roster = roster;
    }

    int size() {
        return clients.size();
    }

    boolean isEmpty() {
        return clients.isEmpty();
    }

    void add(Client client) {
        clients.addLast(client);
    }

    /// One that is to be answered before all others: it has waited before.
    void addFirst(Client client) {
        clients.addFirst(client);
    }

    /// The first, who waits on; null when nobody waits.
    @Nullable Client first() {
        return clients.peekFirst();
    }

    /// The first, who waits no longer; null when nobody waits.
    @Nullable Client poll() {
        return clients.pollFirst();
    }

    /// Whether it was among them.
    boolean remove(Client client) {
        return clients.remove(client);
    }

    /// Says how many lack a worker, when that has become more or none.
    void tell() {
        int now = roster.isEmpty() ? clients.size() : 0;
        if (now > told || (now == 0 && told > 0)) {
            workers.waiting(now);
        }
        told = now;
    }
}
