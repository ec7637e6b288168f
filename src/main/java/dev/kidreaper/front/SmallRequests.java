package dev.kidreaper.front;

import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.fcgi.ParamsScanner;
import dev.kidreaper.front.io.EventLoop;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The requests whose head is here and whose small rest is likely to come in a moment. Each is
/// handed out when all of it is here, or a little later without. For the front's thread.
/*
 * libfcgi reads no further than the application does. Where the end of a request comes after the
 * rest (Apache's mod_proxy_fcgi sends it by itself), it takes that end for the beginning of the
 * next request, and closes the connection. A worker that gets all at once keeps its connection.
 */
final class SmallRequests {
    private static final long WITHIN_NANOS = 50_000_000;

    private final EventLoop eventLoop;
    private final BiConsumer<ClientConnection, Request> handOut;
    private final ParamsScanner paramsScanner = new ParamsScanner();
    private final Set<ClientConnection> clients = new LinkedHashSet<>();

    /// @param handOut gets each request, with its client
    SmallRequests(EventLoop eventLoop, BiConsumer<ClientConnection, Request> handOut) {
        this.eventLoop = eventLoop;
        this.handOut = handOut;
    }

    /// Whether there are none, which is usual.
    boolean isEmpty() {
        return clients.isEmpty();
    }

    /// More has come from a client.
    ///
    /// @param begun its request, if the last of the head has come with it
    /// @throws MalformedRecord when the head is none
    void come(ClientConnection from, @Nullable Request begun) throws MalformedRecord {
        if (begun != null) {
            paramsScanner.clear();
            from.in().requestBuffer().copyParams(paramsScanner);
            paramsScanner.read(begun);
            begun.since = eventLoop.now();
        } else if (clients.isEmpty() || !clients.remove(from)) {
            return;
        }
        Request its = from.in().request();
        if (its != null && !its.isComplete() && its.isSmall()) {
            clients.add(from);
        } else if (its != null) {
            handOut.accept(from, its);
        }
    }

    /// Hands out those that have been awaited for long enough.
    void look() {
        if (clients.isEmpty()) {
            return; // Which is usual, and asked in each turn.
        }
        for (ClientConnection client : List.copyOf(clients)) {
            Request its = client.in().request();
            if (its != null && eventLoop.now() - its.since >= WITHIN_NANOS) {
                clients.remove(client);
                handOut.accept(client, its);
            }
        }
    }

    /// One that is not wanted any more.
    void forget(ClientConnection client) {
        clients.remove(client);
    }
}
