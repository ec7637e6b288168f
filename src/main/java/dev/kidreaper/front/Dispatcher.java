package dev.kidreaper.front;

import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.front.io.EventLoop;
import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.LogWord;
import dev.kidreaper.model.ServeSettings.Handing;
import org.jspecify.annotations.Nullable;

/// Where requests and idle workers meet. For the front's thread.
final class Dispatcher implements ClientListener, Exchange.Listener {
    private static final String RETRY = "Retry-After: 1\r\n";

    private static final String NOT_KEPT =
            "the web server makes a new connection for each request, which costs up to a third of"
                    + " the rate. nginx: keepalive 64 in an upstream, and fastcgi_keep_conn on;"
                    + " Apache: enablereuse=on; HAProxy: option keep-conn; lighttpd cannot";

    private static final long QUIET_NANOS = 5_000_000_000L;

    private final EventLoop eventLoop;
    private final Handing settings;
    private final Workers workers;
    private final IdleWorkers idleWorkers;
    private final Backends backends;
    private final RequestQueue requestQueue;
    private final SmallRequests smallRequests;
    private final ConcurrencyLimit concurrencyLimit;
    private final UnreadRequests unreadRequests;
    private final TrafficCounters trafficCounters = new TrafficCounters();
    private long lastRequest;
    private boolean stopping;

    /// Whether workers have answered by other numbers than they were asked by.
    private boolean distrusts;

    Dispatcher(EventLoop eventLoop, Handing settings, Workers workers) {
        this.eventLoop = eventLoop;
        this.lastRequest = eventLoop.now();
        this.settings = settings;
        this.workers = workers;
        this.idleWorkers = new IdleWorkers(eventLoop, settings.spread());
        this.backends = new Backends(eventLoop, workers, idleWorkers, this::free);
        this.requestQueue = new RequestQueue(workers, idleWorkers);
        this.smallRequests = new SmallRequests(eventLoop, this::dispatch);
        this.concurrencyLimit =
                new ConcurrencyLimit(
                        workers, backends.all(), idleWorkers, requestQueue, settings.mostWaiting());
        this.unreadRequests = new UnreadRequests(eventLoop, workers, backends::takeBack);
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    Backends backends() {
        return backends;
    }

    RequestQueue requestQueue() {
        return requestQueue;
    }

    SmallRequests smallRequests() {
        return smallRequests;
    }

    ConcurrencyLimit concurrencyLimit() {
        return concurrencyLimit;
    }

    UnreadRequests unreadRequests() {
        return unreadRequests;
    }

    TrafficCounters trafficCounters() {
        return trafficCounters;
    }

    @Override
    public boolean isStopping() {
        return stopping;
    }

    void stop() {
        stopping = true;
    }

    @Override
    public void onRead(ClientConnection from, @Nullable Request begun) throws MalformedRecord {
        if (begun != null && trafficCounters.isNewsOfClosing(begun.keepConnection)) {
            workers.onTrouble(EventKind.CONNECTIONS_NOT_KEPT, NOT_KEPT);
        }
        smallRequests.come(from, begun);
    }

    /// Whether no request has come for a while, and none is on its way.
    boolean isQuiet() {
        return eventLoop.now() - lastRequest >= QUIET_NANOS
                && requestQueue.isEmpty()
                && backends.all().stream().noneMatch(b -> b.state() == BackendState.BUSY);
    }

    /// A request that can be handed out.
    private void dispatch(ClientConnection client, Request request) {
        request.since = eventLoop.now();
        lastRequest = request.since;
        boolean anyIdle = !idleWorkers.isEmpty();
        Backend idle =
                requestQueue.isEmpty() && concurrencyLimit.hasRoomFor(null) ? takeIdle() : null;
        if (idle != null) {
            give(idle, client, request);
        } else if (requestQueue.size() < settings.mostWaiting() || anyIdle) {
            requestQueue.add(client);
            widen();
            requestQueue.tell();
        } else {
            refuse(client, request);
        }
    }

    /// The next idle worker that is not about to close its connection. On a busy machine we may be
    /// late to renew that, so it is looked at here too.
    private @Nullable Backend takeIdle() {
        Backend next = idleWorkers.take();
        while (next != null && Timeouts.isStale(next)) {
            next.renew();
            if (next.channel().endpoint().isPrivate()) {
                return next;
            }
            next = idleWorkers.take();
        }
        return next;
    }

    private void give(Backend backend, ClientConnection client, Request request) {
        if (distrusts) {
            backend.channel().distrust();
        }
        backend.start(client, request, this);
        Exchange begun = backend.exchange();
        if (begun != null) {
            unreadRequests.given(begun);
        }
    }

    /// Has idle workers take up what waits, as far as there is room for them.
    void widen() {
        while (concurrencyLimit.holdsBack() && concurrencyLimit.hasRoomFor(null)) {
            Backend idle = takeIdle();
            if (idle != null) {
                free(idle);
            }
        }
    }

    /// A worker that can take a request now.
    private void free(Backend backend) {
        ClientConnection next = concurrencyLimit.hasRoomFor(backend) ? requestQueue.poll() : null;
        Request its = next == null ? null : next.in().request();
        if (next == null || its == null) {
            backend.rests(BackendState.IDLE);
            idleWorkers.add(backend);
        } else {
            give(backend, next, its);
        }
        requestQueue.tell();
    }

    /// A request that no worker gets.
    void refuse(ClientConnection client, Request request) {
        trafficCounters.refused();
        client.answer(request, "503 Service Unavailable", RETRY);
    }

    @Override
    public void onAnswered(Request request, long givenAt) {
        trafficCounters.answered(givenAt - request.since, eventLoop.now() - request.since);
    }

    @Override
    public void onLost(ClientConnection client, Request request, boolean unseen) {
        boolean again = client.in().requestBuffer().isWhole() && !client.out().isBegun();
        boolean may = unseen || (request.isSafe() && !request.triedAgain);
        if (again && may && client.out().takeBack()) {
            request.triedAgain = true;
            trafficCounters.retried();
            client.in().requestBuffer().rewind();
            onTakenBack(client, request);
        } else {
            fail(client, request);
        }
    }

    @Override
    public void onTakenBack(ClientConnection client, Request request) {
        requestQueue.addFirst(client);
        widen();
        requestQueue.tell();
    }

    @Override
    public void onFailed(ClientConnection client, Request request, boolean ofOther) {
        distrusts |= ofOther;
        if (ofOther) {
            onLost(client, request, false);
        } else {
            fail(client, request);
        }
    }

    private void fail(ClientConnection client, Request request) {
        trafficCounters.failed();
        client.answer(request, "502 Bad Gateway", "");
    }

    @Override
    public void onAborted(ClientConnection client, Request request) {
        trafficCounters.aborted();
        smallRequests.forget(client);
        Exchange exchange = client.exchange();
        if (exchange != null) {
            exchange.giveUp();
        } else if (requestQueue.remove(client)) {
            requestQueue.tell();
        }
    }

    @Override
    public void onMalformed(MalformedRecord what) {
        workers.onMalformed(what.offset(), what.reason());
    }

    /// A mistake of ours: to be mended, but no reason to leave other requests alone.
    @Override
    public void onBug(RuntimeException e) {
        workers.onTrouble(EventKind.BUG, LogWord.bug(e));
    }
}
