package dev.kidreaper.front;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Pidfd;
import dev.kidreaper.linux.Scheduling;
import dev.kidreaper.linux.StreamSocket;
import dev.kidreaper.model.Traffic;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/// Takes the requests of web servers and hands each to one worker that is idle. Its one thread does
/// all of that without ever waiting for anybody in particular; other threads put messages into its
/// queue.
public final class Front {
    private static final long TICK_NANOS = 20_000_000;
    private static final int TICK_MILLIS = 100;
    private static final int ARRIVING_MILLIS = 20;
    private static final int KNOCK_MILLIS = 1;
    private static final long HEAD_WITHIN_NANOS = 60_000_000_000L;
    private static final long ACCEPT_AGAIN_NANOS = 1_000_000_000L;

    private final String name;
    private final FrontSettings settings;
    private final Workers workers;
    private final StreamSocket listening;
    private final Loop loop;
    private final Desk desk;
    private final Watchman watchman;
    private final Set<Client> clients = new LinkedHashSet<>();
    private final Queue<Runnable> messages = new ConcurrentLinkedQueue<>();
    private int token;
    private boolean accepting = true;
    private long acceptAgain = System.nanoTime();
    private long stopBy;
    private long lastTick;

    /// @param name of the pool
    /// @param listening takes the web servers' connections; closed when the front stops
    public Front(String name, FrontSettings settings, StreamSocket listening, Workers workers)
            throws LinuxException {
        this.name = name;
        this.settings = settings;
        this.workers = workers;
        this.listening = listening;
        this.loop = new Loop();
        this.desk = new Desk(loop, settings, workers);
        this.watchman = new Watchman(desk, settings, workers);
        this.lastTick = loop.now();
        this.token = loop.watchListening(listening, this::accept);
    }

    /// Begins to serve.
    public void start() {
        Thread.ofPlatform().name("front-" + name).start(this::work);
    }

    /// A worker that has been started.
    public void join(int worker, Door at) {
        tell(() -> {
            var link = new Link(desk, worker, at);
            desk.join(link);
            if (at.process() != null) {
                watch(at.process(), link);
            }
        });
    }

    /// A worker has accepted the connection that waited for one.
    ///
    /// @param inode of our end
    public void accepted(int worker, long inode) {
        with(
                worker,
                link -> {
                    Wire wire = link.wire();
                    boolean still = wire != null && wire.inode() == inode;
                    if (still && link.state() == Link.State.KNOCKING) {
                        link.accepted();
                    }
                });
    }

    /// Has a worker leave after the request that it has.
    public void leave(int worker) {
        with(
                worker,
                link -> {
                    link.leaving = true;
                    if (link.state() != Link.State.BUSY) {
                        desk.depart(link);
                    }
                });
    }

    /// Has a worker that was told to wait take requests again.
    public void resume(int worker) {
        with(
                worker,
                link -> {
                    if (link.state() == Link.State.HELD) {
                        desk.free(link);
                    }
                });
    }

    /// Has a worker taken before others: it is to leave soon, and its replacement is there.
    public void prefer(int worker) {
        with(
                worker,
                link -> {
                    link.preferred = true;
                    if (link.state() == Link.State.IDLE) {
                        desk.roster().remove(link);
                        desk.roster().add(link);
                    }
                });
    }

    /// What it has done.
    public CompletableFuture<Traffic> counts() {
        var answer = new CompletableFuture<Traffic>();
        tell(() -> answer.complete(desk.tally().all(desk.waiting().size(), clients.size())));
        return answer;
    }

    /// Takes no more connections, lets every request come to its end, and stops.
    ///
    /// @param longest after which what is left is cut
    public void stop(Duration longest) {
        tell(() -> {
            if (!desk.isStopping()) {
                desk.stop();
                stopBy = loop.now() + longest.toNanos();
                pauseAccepting();
                listening.close();
                List.copyOf(clients).stream().filter(Client::isIdle).forEach(Client::abandon);
            }
        });
    }

    private void watch(Pidfd process, Link link) {
        try {
            loop.atEnd(process, link::exited);
        } catch (LinuxException e) {
            desk.broken(link, e.sentence());
        }
    }

    private void with(int worker, Consumer<Link> what) {
        tell(() -> {
            Link link = desk.link(worker);
            if (link != null && link.state() != Link.State.GONE) {
                what.accept(link);
            }
        });
    }

    private void tell(Runnable message) {
        messages.add(message);
        loop.wake();
    }

    private void work() {
        Scheduling.letOthersFinish();
        while (!isOver()) {
            try {
                boolean soon = watchman.isUrgent() || desk.width().holdsBack();
                int calm = desk.arriving.isEmpty() ? TICK_MILLIS : ARRIVING_MILLIS;
                loop.turn(soon ? KNOCK_MILLIS : calm);
                for (Runnable next = messages.poll(); next != null; next = messages.poll()) {
                    next.run();
                }
                watchman.look();
                desk.arriving.look();
                desk.widen();
                if (loop.now() - lastTick >= TICK_NANOS) {
                    lastTick = loop.now();
                    tick();
                }
            } catch (LinuxException e) {
                workers.say("event=front-failed why=\"" + e.sentence() + "\"");
            } catch (RuntimeException e) {
                desk.bug(e);
            }
        }
        watchman.cut(List.copyOf(clients));
        desk.links().forEach(Link::end);
        loop.close();
        workers.stopped();
    }

    private boolean isOver() {
        return desk.isStopping() && (clients.isEmpty() || loop.now() - stopBy >= 0);
    }

    /// Accepts one that waits: for more the loop tells us again, which costs less than to ask for
    /// one that is not there.
    private void accept(boolean readable, boolean writable, boolean ends, boolean hangsUp) {
        try {
            StreamSocket made = listening.accept();
            if (made != null) {
                var client = new Client(desk, made, clients::remove);
                clients.add(client);
                client.begin();
                if (clients.size() >= settings.mostClients()) {
                    pauseAccepting();
                }
            }
        } catch (LinuxException e) {
            workers.say("event=not-accepting why=\"" + e.sentence() + "\"");
            pauseAccepting();
            acceptAgain = loop.now() + ACCEPT_AGAIN_NANOS;
        }
    }

    private void pauseAccepting() {
        if (accepting) {
            accepting = false;
            loop.forget(token, listening);
        }
    }

    private void tick() {
        boolean may = clients.size() < settings.mostClients() && loop.now() - acceptAgain >= 0;
        if (!accepting && !desk.isStopping() && may) {
            try {
                token = loop.watchListening(listening, this::accept);
                accepting = true;
            } catch (LinuxException e) {
                workers.say("event=not-accepting why=\"" + e.sentence() + "\"");
            }
        }
        watchman.tick();
        for (Client client : List.copyOf(clients)) {
            client.tick(HEAD_WITHIN_NANOS);
        }
    }
}
