package dev.kidreaper.pool.served;

import dev.kidreaper.front.Routing;
import dev.kidreaper.front.io.BackendEndpoint;
import dev.kidreaper.linux.SocketAddress;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.RunningManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Which connection of ours each worker of a running manager holds. For the thread that owns the
/// pool.
final class ConnectionMatcher {
    private static final long AGAIN_NANOS = 100_000_000L;

    /// Within which a worker that is idle has accepted, wherever the scheduler stands.
    private static final long AT_ONCE_NANOS = 50_000_000L;

    /// How long all workers are awaited when one serves: others may be at a long request.
    private static final long ALL_WITHIN_NANOS = 1_000_000_000L;

    private final AttachedWorkers book;
    private final SocketAddress address;
    private final RunningManager runningManager;
    private final Routing routing;
    private final Map<Integer, AttachedWorker> known;
    private final Map<Integer, Knock> knocking = new HashMap<>();
    private long nextKnock;
    private @Nullable ProcessId manager;
    private long managerSeen;
    private final LongSupplier ticker;
    private int last;
    private boolean resting;

    /// A connection that nobody is known to have accepted.
    ///
    /// @param inode of our end; 0 while it is not made yet
    private record Knock(long inode, long since) {}

    /// @param known gets each worker by the connection that it holds
    /// @param ticker the time in nanoseconds
    ConnectionMatcher(
            AttachedWorkers book,
            SocketAddress address,
            RunningManager runningManager,
            Routing routing,
            Map<Integer, AttachedWorker> known,
            LongSupplier ticker) {
        this.book = book;
        this.address = address;
        this.runningManager = runningManager;
        this.routing = routing;
        this.known = known;
        this.ticker = ticker;
        this.nextKnock = ticker.getAsLong();
    }

    /// Whether somebody is looked for who has accepted a connection.
    boolean isLooking() {
        return !knocking.isEmpty();
    }

    /// Whether that is likely to be known any moment.
    boolean isUrgent() {
        long now = ticker.getAsLong();
        return knocking.values().stream().anyMatch(k -> now - k.since < AT_ONCE_NANOS);
    }

    /// Whether the pool of that manager can be served.
    boolean serves(ProcessId now, long time) {
        if (!now.equals(manager)) {
            manager = now;
            managerSeen = time;
            resting = false;
        }
        boolean longSeen = time - managerSeen > ALL_WITHIN_NANOS;
        return book.areAllHeld() || (longSeen && !known.isEmpty());
    }

    /// Whether no request has come for a while: no connections are made then.
    boolean isResting() {
        return resting;
    }

    /// For people: how the workers stand.
    ///
    /// @param held how many hold a connection of ours
    String words(int held) {
        return resting
                ? "no request has come for a while: workers wait for a connection"
                : "%d workers hold a connection of ours".formatted(held);
    }

    /// No request has come for a while: a worker holds no connection of ours any more.
    ///
    /// @param serves whether the pool has been found to serve; until then it is connected to anew
    void rest(int number, boolean serves) {
        let(number);
        resting = serves;
    }

    /// Requests come again.
    void wake() {
        resting = false;
        nextKnock = ticker.getAsLong();
    }

    /// Looks who has accepted, and connects to whoever has no connection.
    void tick(long now) throws Unreadable {
        for (var entry : Map.copyOf(knocking).entrySet()) {
            identify(entry.getKey(), entry.getValue().inode);
        }
        connect(now);
    }

    /// No new connections for a moment.
    void pause() {
        nextKnock = ticker.getAsLong() + AGAIN_NANOS;
    }

    /// One that is to leave goes to the end of the row of those that accept, when its connection is
    /// closed again.
    private void accepted(int number, long inode, AttachedWorker worker) {
        knocking.remove(number);
        if (worker.cause() != null) {
            routing.leave(number);
            return;
        }
        worker.holds(number);
        known.put(number, worker);
        routing.accepted(number, inode);
    }

    /// Makes as many connections as there are workers for one.
    private void connect(long now) {
        if (resting) {
            return;
        }
        long free =
                book.workers().stream()
                        .filter(w -> w.number() == null && w.cause() == null)
                        .count();
        for (long i = knocking.size(); i < free && now - nextKnock >= 0; i++) {
            int number = ++last;
            knocking.put(number, new Knock(0, now));
            routing.join(number, new BackendEndpoint(address, null, null, book.skipsEnd()));
        }
    }

    /// A connection waits to be accepted.
    void knocking(int number, long inode) {
        let(number);
        knocking.put(number, new Knock(inode, ticker.getAsLong()));
    }

    /// A connection is no more.
    ///
    /// @return who held it; null when nobody did
    @Nullable AttachedWorker let(int number) {
        knocking.remove(number);
        AttachedWorker before = known.remove(number);
        if (before != null) {
            before.holds(null);
        }
        return before;
    }

    private void identify(int number, long inode) throws Unreadable {
        if (inode == 0) {
            return; // It is not made yet.
        }
        List<Integer> candidates =
                book.workers().stream()
                        .filter(w -> w.number() == null)
                        .map(w -> w.id.pid())
                        .toList();
        OptionalInt pid = runningManager.acceptor(inode, candidates);
        book.workers().stream()
                .filter(w -> pid.isPresent() && w.id.pid() == pid.getAsInt())
                .findFirst()
                .ifPresent(worker -> accepted(number, inode, worker));
    }
}
