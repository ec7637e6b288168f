package dev.kidreaper.front;

import dev.kidreaper.front.Workers.Next;
import dev.kidreaper.model.LogWord;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where requests and idle workers meet. For the front's thread.
final class Desk {
    private static final String RETRY = "Retry-After: 1\r\n";

    private final Loop loop;
    private final FrontSettings settings;
    private final Workers workers;
    private final Roster roster;
    private final Map<Integer, Link> links = new HashMap<>();
    private final Waiting waiting;
    private boolean stopping;
    private final Set<Link> knocking = new LinkedHashSet<>();
    private final Tally tally = new Tally();
    final Arriving arriving = new Arriving(this);
    private final Width width;

    Desk(Loop loop, FrontSettings settings, Workers workers) {
        this.loop = loop;
        this.settings = settings;
        this.workers = workers;
        this.roster = new Roster(settings.spread());
        this.waiting = new Waiting(workers, roster);
        this.width = new Width(workers, links.values(), roster, waiting, settings.mostWaiting());
    }

    Loop loop() {
        return loop;
    }

    Workers workers() {
        return workers;
    }

    Roster roster() {
        return roster;
    }

    Collection<Link> links() {
        return List.copyOf(links.values());
    }

    @Nullable Link link(int worker) {
        return links.get(worker);
    }

    boolean isStopping() {
        return stopping;
    }

    void stop() {
        stopping = true;
    }

    /// Those whose connection is to be accepted.
    Set<Link> knocking() {
        return knocking;
    }

    void knocks(Link link, boolean now) {
        if (now) {
            knocking.add(link);
        } else {
            knocking.remove(link);
        }
    }

    Tally tally() {
        return tally;
    }

    Waiting waiting() {
        return waiting;
    }

    /// A mistake of ours: to be mended, but no reason to leave other requests alone.
    void bug(RuntimeException e) {
        workers.say("event=bug why=" + LogWord.ofBug(e));
    }

    /// A worker that is to take requests once it accepts a connection.
    void join(Link link) {
        links.put(link.worker, link);
        link.knock();
    }

    /// A request whose head is here.
    void dispatch(Client client, Request request) {
        request.since = loop.now();
        Link idle = waiting.isEmpty() && width.hasRoomFor(null) ? roster.take() : null;
        if (idle != null) {
            idle.start(client, request);
        } else if (waiting.size() < settings.mostWaiting() || !roster.isEmpty()) {
            waiting.add(client);
            widen();
            waiting.tell();
        } else {
            refuse(client, request);
        }
    }

    Width width() {
        return width;
    }

    /// Has idle workers take up what waits, as far as there is room for them.
    void widen() {
        while (width.holdsBack() && width.hasRoomFor(null)) {
            Link idle = roster.take();
            if (idle != null) {
                free(idle);
            }
        }
    }

    void refuse(Client client, Request request) {
        tally.refused();
        client.answer(request, "503 Service Unavailable", RETRY);
    }

    /// A worker that can take a request now.
    void free(Link link) {
        if (link.leaving) {
            depart(link);
            return;
        }
        Client next = width.hasRoomFor(link) ? waiting.poll() : null;
        Request its = next == null ? null : next.in().request();
        if (next == null || its == null) {
            link.become(Link.State.IDLE);
            roster.add(link);
        } else {
            link.start(next, its);
        }
        waiting.tell();
    }

    /// A worker is done with a request.
    void served(Link link, Request request) {
        switch (next(link, request)) {
            case LEAVE -> depart(link);
            case WAIT -> link.become(Link.State.HELD);
            case SERVE -> free(link);
        }
    }

    /// A worker gets another connection after that request. One with a socket of its own is done
    /// when it accepts that; where several share one, another worker may, so it counts at once, and
    /// whoever knows them sees when it accepts again.
    void parted(Link link, @Nullable Request request) {
        if (link.door.isPrivate() || request == null) {
            link.owed = request;
            link.knock();
            return;
        }
        workers.parted(link.worker, request.words(), Duration.ofNanos(link.nanos()));
        if (next(link, request) == Next.LEAVE) {
            depart(link);
        } else {
            link.knock();
        }
    }

    private Next next(Link link, Request request) {
        Next next = workers.served(link.worker, request.method, request.path, link.nanos());
        return link.leaving ? Next.LEAVE : next;
    }

    /// A worker leaves.
    void depart(Link link) {
        retire(link);
        workers.left(link.worker);
    }

    /// A worker gets no more requests. Its listening socket is ended: its own loop of accepting
    /// comes to its end.
    void retire(Link link) {
        roster.remove(link);
        link.forgetErrand();
        link.end();
        link.become(Link.State.GONE);
        if (!link.door.isPrivate()) {
            links.remove(link.worker); // Nobody will tell that its process has ended.
        }
    }

    /// A worker has broken a promise.
    void broken(Link link, String why) {
        if (link.state() != Link.State.GONE) {
            retire(link);
            workers.broken(link.worker, why);
        }
    }

    /// A request's worker is gone before the end of the answer.
    ///
    /// @param unseen whether it is certain that the worker never saw the request
    void lost(Client client, Request request, boolean unseen) {
        boolean again = client.in().kept().isWhole() && !client.out().isBegun();
        boolean may = unseen || (request.isSafe() && !request.triedAgain);
        if (again && may && client.out().takeBack()) {
            request.triedAgain = true;
            tally.retried();
            client.in().kept().rewind();
            waiting.addFirst(client);
            widen();
            waiting.tell();
        } else {
            failed(client, request);
        }
    }

    /// A request whose worker has failed.
    void failed(Client client, Request request) {
        tally.failed();
        client.answer(request, "502 Bad Gateway", "");
    }

    /// A request that its client does not want any more.
    void dropped(Client client, Request request) {
        tally.aborted();
        arriving.forget(client);
        Errand errand = request.errand;
        if (errand != null) {
            errand.giveUp();
        } else if (waiting.remove(client)) {
            waiting.tell();
        }
    }

    /// A worker's process has ended; what it had written was read.
    void exited(Link link) {
        retire(link);
        links.remove(link.worker);
        workers.exited(link.worker);
    }
}
