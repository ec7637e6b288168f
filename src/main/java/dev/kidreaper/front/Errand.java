package dev.kidreaper.front;

import dev.kidreaper.fcgi.Malformed;
import dev.kidreaper.linux.Errno;
import dev.kidreaper.linux.IoBuffer;
import dev.kidreaper.linux.LinuxException;

/// One request at one worker: what there is of the request goes to the worker, its answer comes
/// back. For the front's thread.
final class Errand {
    private static final String CLOSED = "it closed its connection";

    private final Desk desk;
    private final Link link;
    private final Client client;
    private final Request request;
    private boolean pulling;
    private boolean over;

    Errand(Desk desk, Link link, Client client, Request request) {
        this.desk = desk;
        this.link = link;
        this.client = client;
        this.request = request;
    }

    Client client() {
        return client;
    }

    Request request() {
        return request;
    }

    /// The client does not want the answer any more.
    void giveUp() {
        link.giveUp();
    }

    /// It has nothing to do with either any more.
    void end() {
        over = true;
        request.errand = null;
    }

    /// The worker's process has ended: it may have answered before.
    void end(String how) {
        Wire wire = link.wire();
        if (wire != null) {
            wire.readAgain();
        }
        pull();
        if (!over) {
            brokenOff(how);
        }
    }

    /// Whether its worker may have seen some of it; if not, the client is moved on when it has.
    boolean isSeen() {
        boolean seen = !link.hasNeverSeen();
        if (!seen) {
            desk.knocks(link, true);
        }
        return seen;
    }

    /// Sends what there is of the request.
    void push() {
        Wire wire = link.wire();
        if (over || wire == null || !wire.mayWrite()) {
            return;
        }
        try {
            client.in().kept().sendOn(wire);
        } catch (LinuxException e) {
            if (!link.mayConnectAnew() || !client.in().kept().isUntouched()) {
                wire.takesNoMore();
                pull();
            } else if (!pushAnew()) {
                brokenOff(CLOSED);
            }
        }
    }

    /// An idle worker may have closed its connection: it has seen nothing of this request.
    private boolean pushAnew() {
        try {
            client.in().kept().sendOn(link.connect());
            return true;
        } catch (LinuxException e) {
            return false;
        }
    }

    /// Reads of the answer what there is room for. Whether anything came.
    boolean pull() {
        if (pulling) {
            return false;
        }
        pulling = true;
        boolean any = false;
        try {
            while (!over && readOnce()) {
                any = true;
            }
        } catch (Malformed e) {
            desk.broken(
                    link,
                    "its answer is no FastCGI: byte %d: %s".formatted(e.offset(), e.reason()));
            desk.failed(client, request);
        } catch (LinuxException e) {
            if (e.errno() != Errno.ECONNRESET || !startAgain()) {
                brokenOff(CLOSED);
            }
        } finally {
            pulling = false;
        }
        return any;
    }

    /// A worker has closed its connection with bytes of ours unread: after its last answer, it
    /// seems, when it had not seen this request. It may ask for it at a new connection. Whether
    /// that is so.
    private boolean startAgain() {
        boolean all = client.in().kept().isWhole() && !client.out().isBegun();
        if (!all || !request.isSafe() || request.triedAgain || !link.mayConnectAnew()) {
            return false;
        }
        link.noteKeepsNone();
        request.triedAgain = true;
        client.in().kept().rewind();
        return pushAnew();
    }

    private boolean readOnce() throws Malformed, LinuxException {
        Wire wire = link.wire();
        if (wire == null || !wire.mayRead()) {
            return false;
        }
        IoBuffer room = client.out().room();
        if (room == null) {
            return false;
        }
        int got = wire.read(room);
        if (got < 0) {
            brokenOff(CLOSED);
            return false;
        }
        client.out().scan(request.id);
        if (client.out().isEnded()) {
            boolean sent = request.isComplete() && client.in().kept().unsent() == 0;
            boolean skipped = link.door.skipsEnd() && !request.hasBody;
            boolean read = skipped || !request.mayBeUnread(client.in().kept().pieces());
            boolean clean = sent && read && wire.isClean(skipped);
            link.forgetErrand();
            desk.tally().answered();
            client.over(request);
            client.move();
            link.finished(request, clean);
        } else {
            wire.takeRead();
            client.move();
        }
        return got > 0;
    }

    /// The worker is gone before the end of the answer.
    void brokenOff(String how) {
        boolean never = link.hasNeverSeen();
        desk.broken(link, how + " amid " + request.words());
        desk.lost(client, request, never);
    }
}
