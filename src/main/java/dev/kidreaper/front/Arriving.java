package dev.kidreaper.front;

import dev.kidreaper.fcgi.Malformed;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The requests whose head is here and whose small rest is likely to come in a moment. Each is
/// handed out when all of it is here, or a little later without. For the front's thread.
/*
 * libfcgi reads no further than the application does. Where the end of a request comes after the
 * rest (Apache's mod_proxy_fcgi sends it by itself), it takes that end for the beginning of the
 * next request, and closes the connection. So whoever gets all at once can keep its connection.
 */
final class Arriving {
    private static final long WITHIN_NANOS = 50_000_000;

    private final Desk desk;
    private final Set<Client> clients = new LinkedHashSet<>();

    Arriving(Desk desk) {
        this.desk = desk;
    }

    /// Whether there are none, which is usual.
    boolean isEmpty() {
        return clients.isEmpty();
    }

    /// More has come from a client.
    ///
    /// @param begun its request, if the last of the head has come with it
    /// @throws Malformed when the head is none
    void come(Client from, @Nullable Request begun) throws Malformed {
        if (begun != null) {
            from.in().kept().readHead(begun);
            begun.since = desk.loop().now();
        } else if (clients.isEmpty() || !clients.remove(from)) {
            return;
        }
        Request its = from.in().request();
        if (its != null && !its.isComplete() && its.isSmall()) {
            clients.add(from);
        } else if (its != null) {
            desk.dispatch(from, its);
        }
    }

    /// Hands out those that have been awaited for long enough.
    void look() {
        if (clients.isEmpty()) {
            return; // Which is usual, and asked in each turn.
        }
        for (Client client : List.copyOf(clients)) {
            Request its = client.in().request();
            if (its != null && desk.loop().now() - its.since >= WITHIN_NANOS) {
                clients.remove(client);
                desk.dispatch(client, its);
            }
        }
    }

    /// One that is not wanted any more.
    void forget(Client client) {
        clients.remove(client);
    }
}
