package dev.kidreaper.pool.served;

import dev.kidreaper.front.Routing;
import dev.kidreaper.front.Workers;
import dev.kidreaper.front.io.BackendEndpoint;
import dev.kidreaper.model.TimeCounts;
import dev.kidreaper.model.Traffic;
import dev.kidreaper.pool.SimulatedTime;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A front without connections: requests come and are answered as a random generator says. Called
/// by one thread, it is the front's thread and the owner's in turn.
final class SimulatedFront implements Routing {
    private static final long MILLI = 1_000_000L;
    private static final int MOST_WAITING = 50;

    private final SimulatedTime time;
    private final RandomGenerator random;
    private final Workers pool;
    private final Observer observer;
    private final Map<Integer, Link> links = new TreeMap<>();
    private long lastInode;
    private int waiting;
    private long answered;
    private double rate;

    /// Sees what the front's thread sees.
    interface Observer {
        /// A worker has been at work on a request, which is answered now.
        void worked(int number);

        /// A worker is to leave.
        ///
        /// @param byPermit whether the front's thread was told so in answer to a request
        void leaves(int number, boolean byPermit);
    }

    private enum Step {
        CONNECTING,
        IDLE,
        BUSY,
        HELD
    }

    private static final class Link {
        private Step step = Step.CONNECTING;
        private long inode;
        private long begun;
        private long until;
        private boolean leaving;
        private boolean preferred;
    }

    SimulatedFront(SimulatedTime time, RandomGenerator random, Workers pool, Observer observer) {
        this.time = time;
        this.random = random;
        this.pool = pool;
        this.observer = observer;
    }

    /// From now on so many requests come in a second, on average.
    void rate(double each) {
        rate = each;
    }

    /// So much time has passed: requests have come, and are answered.
    void live(long nanos) {
        waiting = (int) Math.min(MOST_WAITING, waiting + Math.round(rate * nanos / 1e9));
        for (var entry : List.copyOf(links.entrySet())) {
            Link link = entry.getValue();
            if (link.step == Step.BUSY && time.now() - link.until >= 0) {
                answered(entry.getKey(), link);
            }
        }
        links.entrySet().stream()
                .filter(e -> e.getValue().step == Step.IDLE)
                .sorted(Comparator.comparing(e -> !e.getValue().preferred))
                .limit(waiting)
                .forEach(e -> begin(e.getValue()));
        pool.onQueued(waiting);
    }

    private void begin(Link link) {
        waiting--;
        link.step = Step.BUSY;
        link.begun = time.now();
        link.until = link.begun + random.nextLong(150 * MILLI);
    }

    private void answered(int number, Link link) {
        answered++;
        observer.worked(number);
        Workers.Next next = pool.onAnswered(number, "GET", "/", time.now() - link.begun);
        if (link.leaving) {
            release(number);
            return;
        }
        switch (next) {
            case SERVE -> link.step = Step.IDLE;
            case WAIT -> link.step = Step.HELD;
            case LEAVE -> {
                observer.leaves(number, true);
                release(number);
            }
        }
    }

    private void release(int number) {
        links.remove(number);
        pool.onReleased(number);
    }

    /// The worker has accepted its connection.
    void connected(int number) {
        Link link = links.get(number);
        if (link != null && link.step == Step.CONNECTING) {
            link.step = Step.IDLE;
            pool.onReady(number);
        }
    }

    /// Connections that are not made yet wait at a socket that several workers share.
    void connect() {
        for (var entry : List.copyOf(links.entrySet())) {
            Link link = entry.getValue();
            if (link.step == Step.CONNECTING && link.inode == 0) {
                link.inode = ++lastInode;
                pool.onAwaitingAccept(entry.getKey(), link.inode);
            }
        }
    }

    /// The worker that has accepted a connection has ended.
    void lost(int number) {
        Link link = links.get(number);
        if (link != null && link.step == Step.BUSY) {
            links.remove(number);
            pool.onBroken(number, "it ended with a request");
        } else if (link != null) {
            link.step = Step.CONNECTING;
            link.inode = 0;
        }
    }

    /// The worker that would accept a connection has ended before that was seen.
    void lostInode(long inode) {
        links.values().stream().filter(l -> l.inode == inode).forEach(l -> l.inode = 0);
    }

    /// The worker's process has ended.
    ///
    /// @param tell what is told of a connection that was held; null: nothing
    void exited(int number, @Nullable IntConsumer tell) {
        boolean held = links.remove(number) != null;
        if (tell != null && held) {
            tell.accept(number);
        }
    }

    /// Those that have a connection, or are to get one.
    boolean knows(int number) {
        return links.containsKey(number);
    }

    @Override
    public void join(int worker, BackendEndpoint at) {
        if (links.put(worker, new Link()) != null) {
            throw new IllegalStateException(worker + " joins twice");
        }
    }

    @Override
    public void accepted(int worker, long inode) {
        Link link = links.get(worker);
        if (link != null) {
            link.step = Step.IDLE;
        }
    }

    @Override
    public void leave(int worker) {
        Link link = links.get(worker);
        if (link == null) {
            return; // Its process has ended, of which the owner has not heard yet.
        }
        if (link.leaving) {
            throw new IllegalStateException(worker + " is told to leave twice");
        }
        link.leaving = true;
        observer.leaves(worker, false);
        if (link.step != Step.BUSY) {
            release(worker);
        }
    }

    @Override
    public void resume(int worker) {
        Link link = links.get(worker);
        if (link != null && link.step == Step.HELD) {
            link.step = Step.IDLE;
        }
    }

    @Override
    public void prefer(int worker) {
        Link link = links.get(worker);
        if (link != null) {
            link.preferred = true;
        }
    }

    @Override
    public void start() {
        throw new UnsupportedOperationException("a simulation has no thread");
    }

    @Override
    public Traffic traffic() {
        int busy = (int) links.values().stream().filter(l -> l.step == Step.BUSY).count();
        return new Traffic(
                answered, 0, 0, 0, 0, 0, waiting, 0, busy, 0, TimeCounts.NONE, TimeCounts.NONE);
    }

    @Override
    public void stop(Duration longest) {
        throw new UnsupportedOperationException("a simulation does not stop");
    }
}
