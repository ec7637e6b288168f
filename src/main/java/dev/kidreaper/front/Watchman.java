package dev.kidreaper.front;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/// Looks now and then who has waited for too long, and who has been let in. For the front's thread.
final class Watchman {
    private static final long YOUNG_NANOS = 2_000_000_000L;

    /// So long a connection may be idle that was never used. A worker closes it later (libfcgi
    /// after 2 s, php-fpm after 5 s), perhaps just when a request is on its way.
    private static final long UNUSED_NANOS = 1_500_000_000L;

    private final Desk desk;
    private final FrontSettings settings;
    private final Workers workers;

    Watchman(Desk desk, FrontSettings settings, Workers workers) {
        this.desk = desk;
        this.settings = settings;
        this.workers = workers;
    }

    /// Whether somebody knocks who is likely to be let in any moment.
    boolean isUrgent() {
        if (desk.knocking().isEmpty()) {
            return false; // Which is usual, and asked in each turn.
        }
        for (Link link : desk.knocking()) {
            if (link.nanos() < YOUNG_NANOS) {
                return true;
            }
        }
        return false;
    }

    /// Looks who has been let in.
    void look() {
        if (!desk.knocking().isEmpty()) {
            List.copyOf(desk.knocking()).forEach(Link::look);
        }
    }

    /// Ends what has waited for too long.
    void tick() {
        long most = settings.waitAtMost().toNanos();
        for (Client first = desk.waiting().first(); first != null; first = desk.waiting().first()) {
            Request its = first.in().request();
            if (its != null && desk.loop().now() - its.since < most) {
                break;
            }
            desk.waiting().poll();
            if (its != null) {
                desk.refuse(first, its);
            }
        }
        desk.waiting().tell();
        desk.links().stream().filter(Watchman::isUnused).forEach(Link::renew);
        Duration longest = settings.requestTimeout();
        if (longest != null) {
            for (Link link : desk.links()) {
                Request of = link.pending();
                if (of != null && link.nanos() > longest.toNanos()) {
                    timeOut(link, of, longest);
                }
            }
        }
    }

    private static boolean isUnused(Link link) {
        Wire wire = link.wire();
        return link.state() == Link.State.IDLE
                && wire != null
                && wire.answers() == 0
                && link.nanos() > UNUSED_NANOS;
    }

    private void timeOut(Link link, Request request, Duration longest) {
        Errand errand = link.errand();
        Client client = errand == null ? null : errand.client();
        desk.retire(link);
        workers.stuck(link.worker, request.words(), longest);
        if (client != null) {
            if (client.out().isBegun()) {
                desk.tally().cut();
            } else {
                desk.tally().failed();
            }
            client.answer(request, "504 Gateway Timeout", "");
        }
    }

    /// What is left at the end of a stop is cut.
    void cut(Collection<Client> clients) {
        for (Client client : clients) {
            Request its = client.in().request();
            if (its != null && its.headComplete) {
                desk.tally().cut();
                workers.say(
                        "event=cut request=\"%s\" why=\"the stop waited no longer\""
                                .formatted(its.words()));
            }
            client.abandon();
        }
    }
}
