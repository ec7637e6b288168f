package dev.kidreaper.front;

import dev.kidreaper.front.Workers.Next;
import dev.kidreaper.model.LogWord;
import dev.kidreaper.model.ServeSettings.Handing;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where requests and idle workers meet. For the front's thread.
final class Dispatcher {
    private static final String RETRY = "Retry-After: 1\r\n";

    private final EventLoop eventLoop;
    private final Handing settings;
    private final Workers workers;
    private final IdleWorkers idleWorkers;
    private final Map<Integer, Backend> links = new HashMap<>();
    private final RequestQueue requestQueue;
    private boolean stopping;
    private final Set<Backend> knocking = new LinkedHashSet<>();
    private final TrafficCounters trafficCounters = new TrafficCounters();
    final SmallRequests smallRequests = new SmallRequests(this);
    private final ConcurrencyLimit concurrencyLimit;

    Dispatcher(EventLoop eventLoop, Handing settings, Workers workers) {
        this.eventLoop = eventLoop;
        this.settings = settings;
        this.workers = workers;
        this.idleWorkers = new IdleWorkers(settings.spread());
        this.requestQueue = new RequestQueue(workers, idleWorkers);
        this.concurrencyLimit =
                new ConcurrencyLimit(
                        workers, links.values(), idleWorkers, requestQueue, settings.mostWaiting());
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    Workers workers() {
        return workers;
    }

    IdleWorkers idleWorkers() {
        return idleWorkers;
    }

    Collection<Backend> links() {
        return List.copyOf(links.values());
    }

    @Nullable Backend link(int worker) {
        return links.get(worker);
    }

    boolean isStopping() {
        return stopping;
    }

    void stop() {
        stopping = true;
    }

    /// Those whose connection is to be accepted.
    Set<Backend> knocking() {
        return knocking;
    }

    void knocks(Backend backend, boolean now) {
        if (now) {
            knocking.add(backend);
        } else {
            knocking.remove(backend);
        }
    }

    TrafficCounters trafficCounters() {
        return trafficCounters;
    }

    RequestQueue requestQueue() {
        return requestQueue;
    }

    /// A mistake of ours: to be mended, but no reason to leave other requests alone.
    void bug(RuntimeException e) {
        workers.say("event=bug why=" + LogWord.ofBug(e));
    }

    /// A worker that is to take requests once it accepts a connection.
    void join(Backend backend) {
        links.put(backend.worker, backend);
        backend.knock();
    }

    /// A request whose head is here.
    void dispatch(ClientConnection clientConnection, Request request) {
        request.since = eventLoop.now();
        Backend idle =
                requestQueue.isEmpty() && concurrencyLimit.hasRoomFor(null)
                        ? idleWorkers.take()
                        : null;
        if (idle != null) {
            idle.start(clientConnection, request);
        } else if (requestQueue.size() < settings.mostWaiting() || !idleWorkers.isEmpty()) {
            requestQueue.add(clientConnection);
            widen();
            requestQueue.tell();
        } else {
            refuse(clientConnection, request);
        }
    }

    ConcurrencyLimit concurrencyLimit() {
        return concurrencyLimit;
    }

    /// Has idle workers take up what waits, as far as there is room for them.
    void widen() {
        while (concurrencyLimit.holdsBack() && concurrencyLimit.hasRoomFor(null)) {
            Backend idle = idleWorkers.take();
            if (idle != null) {
                free(idle);
            }
        }
    }

    void refuse(ClientConnection clientConnection, Request request) {
        trafficCounters.refused();
        clientConnection.answer(request, "503 Service Unavailable", RETRY);
    }

    /// A worker that can take a request now.
    void free(Backend backend) {
        if (backend.leaving) {
            depart(backend);
            return;
        }
        ClientConnection next = concurrencyLimit.hasRoomFor(backend) ? requestQueue.poll() : null;
        Request its = next == null ? null : next.in().request();
        if (next == null || its == null) {
            backend.become(Backend.State.IDLE);
            idleWorkers.add(backend);
        } else {
            backend.start(next, its);
        }
        requestQueue.tell();
    }

    /// A worker is done with a request.
    void served(Backend backend, Request request) {
        switch (next(backend, request)) {
            case LEAVE -> depart(backend);
            case WAIT -> backend.become(Backend.State.HELD);
            case SERVE -> free(backend);
        }
    }

    /// A worker gets another connection after that request. One with a socket of its own is done
    /// when it accepts that; where several share one, another worker may, so it counts at once, and
    /// whoever knows them sees when it accepts again.
    void parted(Backend backend, @Nullable Request request) {
        if (backend.channel().endpoint().isPrivate() || request == null) {
            backend.owed = request;
            backend.knock();
            return;
        }
        workers.onConnectionLost(
                backend.worker, request.words(), Duration.ofNanos(backend.nanos()));
        if (next(backend, request) == Next.LEAVE) {
            depart(backend);
        } else {
            backend.knock();
        }
    }

    private Next next(Backend backend, Request request) {
        Next next =
                workers.onAnswered(backend.worker, request.method, request.path, backend.nanos());
        return backend.leaving ? Next.LEAVE : next;
    }

    /// A worker leaves.
    void depart(Backend backend) {
        retire(backend);
        workers.onReleased(backend.worker);
    }

    /// A worker gets no more requests. Its listening socket is ended: its own loop of accepting
    /// comes to its end.
    void retire(Backend backend) {
        idleWorkers.remove(backend);
        backend.forgetErrand();
        backend.end();
        backend.become(Backend.State.GONE);
        if (!backend.channel().endpoint().isPrivate()) {
            links.remove(backend.worker); // Nobody will tell that its process has ended.
        }
    }

    /// A worker has broken a promise.
    void broken(Backend backend, String why) {
        if (backend.state() != Backend.State.GONE) {
            retire(backend);
            workers.onBroken(backend.worker, why);
        }
    }

    /// A request's worker is gone before the end of the answer.
    ///
    /// @param unseen whether it is certain that the worker never saw the request
    void lost(ClientConnection clientConnection, Request request, boolean unseen) {
        boolean again =
                clientConnection.in().requestBuffer().isWhole()
                        && !clientConnection.out().isBegun();
        boolean may = unseen || (request.isSafe() && !request.triedAgain);
        if (again && may && clientConnection.out().takeBack()) {
            request.triedAgain = true;
            trafficCounters.retried();
            clientConnection.in().requestBuffer().rewind();
            requestQueue.addFirst(clientConnection);
            widen();
            requestQueue.tell();
        } else {
            failed(clientConnection, request);
        }
    }

    /// A request whose worker has failed.
    void failed(ClientConnection clientConnection, Request request) {
        trafficCounters.failed();
        clientConnection.answer(request, "502 Bad Gateway", "");
    }

    /// A request that its client does not want any more.
    void dropped(ClientConnection clientConnection, Request request) {
        trafficCounters.aborted();
        smallRequests.forget(clientConnection);
        Exchange exchange = request.exchange;
        if (exchange != null) {
            exchange.giveUp();
        } else if (requestQueue.remove(clientConnection)) {
            requestQueue.tell();
        }
    }

    /// A worker's process has ended; what it had written was read.
    void exited(Backend backend) {
        retire(backend);
        links.remove(backend.worker);
        workers.onExit(backend.worker);
    }
}
