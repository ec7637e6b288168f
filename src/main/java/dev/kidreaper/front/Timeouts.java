package dev.kidreaper.front;

import dev.kidreaper.model.ServeSettings.Handing;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/// Looks now and then who has waited for too long, and who has been let in. For the front's thread.
final class Timeouts {
    private static final long YOUNG_NANOS = 2_000_000_000L;

    /// So long a connection may be idle that was never used. A worker closes it later (libfcgi
    /// after 2 s, php-fpm after 5 s), perhaps just when a request is on its way.
    private static final long UNUSED_NANOS = 1_500_000_000L;

    private final Dispatcher dispatcher;
    private final Handing settings;
    private final Workers workers;

    Timeouts(Dispatcher dispatcher, Handing settings, Workers workers) {
        this.dispatcher = dispatcher;
        this.settings = settings;
        this.workers = workers;
    }

    /// Whether somebody knocks who is likely to be let in any moment.
    boolean isUrgent() {
        if (dispatcher.knocking().isEmpty()) {
            return false; // Which is usual, and asked in each turn.
        }
        for (Backend backend : dispatcher.knocking()) {
            if (backend.nanos() < YOUNG_NANOS) {
                return true;
            }
        }
        return false;
    }

    /// Looks who has been let in.
    void look() {
        if (!dispatcher.knocking().isEmpty()) {
            List.copyOf(dispatcher.knocking()).forEach(Backend::look);
        }
    }

    /// Ends what has waited for too long.
    void tick() {
        long most = settings.waitAtMost().toNanos();
        for (ClientConnection first = dispatcher.requestQueue().first();
                first != null;
                first = dispatcher.requestQueue().first()) {
            Request its = first.in().request();
            if (its != null && dispatcher.eventLoop().now() - its.since < most) {
                break;
            }
            dispatcher.requestQueue().poll();
            if (its != null) {
                dispatcher.refuse(first, its);
            }
        }
        dispatcher.requestQueue().tell();
        dispatcher.links().stream().filter(Timeouts::isUnused).forEach(Backend::renew);
        Duration longest = settings.requestTimeout();
        if (longest != null) {
            for (Backend backend : dispatcher.links()) {
                Request of = backend.pending();
                if (of != null && backend.nanos() > longest.toNanos()) {
                    timeOut(backend, of, longest);
                }
            }
        }
    }

    private static boolean isUnused(Backend backend) {
        BackendConnection backendConnection = backend.channel().connection();
        return backend.state() == Backend.State.IDLE
                && backendConnection != null
                && backendConnection.answers() == 0
                && backend.nanos() > UNUSED_NANOS;
    }

    private void timeOut(Backend backend, Request request, Duration longest) {
        Exchange exchange = backend.exchange();
        ClientConnection clientConnection = exchange == null ? null : exchange.clientConnection();
        dispatcher.retire(backend);
        workers.onStuck(backend.worker, request.words(), longest);
        if (clientConnection != null) {
            if (clientConnection.out().isBegun()) {
                dispatcher.trafficCounters().cut();
            } else {
                dispatcher.trafficCounters().failed();
            }
            clientConnection.answer(request, "504 Gateway Timeout", "");
        }
    }

    /// What is left at the end of a stop is cut.
    void cut(Collection<ClientConnection> clients) {
        for (ClientConnection clientConnection : clients) {
            Request its = clientConnection.in().request();
            if (its != null && its.headComplete) {
                dispatcher.trafficCounters().cut();
                workers.say(
                        "event=cut request=\"%s\" why=\"the stop waited no longer\""
                                .formatted(its.words()));
            }
            clientConnection.abandon();
        }
    }
}
