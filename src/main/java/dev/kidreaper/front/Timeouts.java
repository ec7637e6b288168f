package dev.kidreaper.front;

import dev.kidreaper.front.io.BackendConnection;
import dev.kidreaper.model.ServeSettings.Handing;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/// Looks now and then what has waited for too long, and which workers have accepted a connection.
/// For the front's thread.
final class Timeouts {
    private static final long YOUNG_NANOS = 2_000_000_000L;

    /// How long a connection may be idle that was never used. A worker closes it later (libfcgi
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

    /// Whether a worker is likely to accept a connection any moment.
    boolean isUrgent() {
        if (dispatcher.backends().awaitingAccept().isEmpty()) {
            return false; // Which is usual, and asked in each turn.
        }
        for (Backend backend : dispatcher.backends().awaitingAccept()) {
            if (backend.nanos() < YOUNG_NANOS) {
                return true;
            }
        }
        return false;
    }

    /// Sees which workers have accepted a connection.
    void look() {
        if (!dispatcher.backends().awaitingAccept().isEmpty()) {
            List.copyOf(dispatcher.backends().awaitingAccept()).forEach(Backend::look);
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
        List<Backend> backends = List.copyOf(dispatcher.backends().all());
        boolean rests = dispatcher.isQuiet();
        backends.stream()
                .filter(Timeouts::isStale)
                .forEach(b -> {
                    if (rests && !b.channel().endpoint().isPrivate()) {
                        rest(b);
                    } else {
                        b.renew();
                    }
                });
        Duration longest = settings.requestTimeout();
        if (longest != null) {
            for (Backend backend : backends) {
                Request of = backend.pending();
                if (of != null && backend.nanos() > longest.toNanos()) {
                    timeOut(backend, of, longest);
                }
            }
        }
    }

    /// A worker at a shared socket gets no connection while nobody needs it: it would close one
    /// that is never used, and whoever accepts the next would have to be looked for.
    private void rest(Backend backend) {
        dispatcher.backends().retire(backend);
        workers.onRested(backend.worker);
    }

    /// Whether a worker is idle on a connection that was never used.
    boolean hasUnused() {
        return dispatcher.backends().all().stream().anyMatch(Timeouts::isUnused);
    }

    /// Whether an idle worker may be about to close its connection, which was never used.
    static boolean isStale(Backend backend) {
        return isUnused(backend) && backend.nanos() > UNUSED_NANOS;
    }

    private static boolean isUnused(Backend backend) {
        BackendConnection connection = backend.channel().connection();
        return backend.state() == BackendState.IDLE
                && connection != null
                && connection.answers() == 0;
    }

    private void timeOut(Backend backend, Request request, Duration longest) {
        Exchange exchange = backend.exchange();
        ClientConnection client = exchange == null ? null : exchange.client();
        dispatcher.backends().retire(backend);
        workers.onStuck(backend.worker, request.words(), longest);
        if (client != null) {
            if (client.out().isBegun()) {
                dispatcher.trafficCounters().cut();
            } else {
                dispatcher.trafficCounters().failed();
            }
            client.answer(request, "504 Gateway Timeout", "");
        }
    }

    /// What is left at the end of a stop is cut.
    void cut(Collection<ClientConnection> clients) {
        for (ClientConnection client : clients) {
            Request its = client.in().request();
            if (its != null && its.headComplete) {
                dispatcher.trafficCounters().cut();
                workers.onCut(its.words());
            }
            client.abandon();
        }
    }
}
