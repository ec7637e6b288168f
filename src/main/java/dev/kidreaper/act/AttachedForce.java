package dev.kidreaper.act;

import dev.kidreaper.decide.Crowding;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.SocketAddress;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.PoolStatus;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.ServeSettings.Source;
import dev.kidreaper.model.Traffic;
import dev.kidreaper.observe.Acceptor;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The workers of a running manager, at the socket that they share: each holds one connection of
/// ours, between requests too. Its thread owns all that it knows; others put messages into its
/// queue.
/*
 * A connection goes to whoever of the workers accepts it first, and the kernel knows who that was:
 * the other end of our socket is among the descriptors of one of them. A worker that holds our
 * connection reads from it and accepts no other one, so there are as many connections as workers,
 * one for each. To let one go, its connection is closed; then it is in accept again, idle, and is
 * asked to leave at a proven moment, as everywhere else.
 */
public final class AttachedForce implements Workforce {
    private static final Duration TICK = Duration.ofMillis(5);
    private static final Duration CALM_TICK = Duration.ofMillis(200);
    private static final Duration FIND_WITHIN = Duration.ofSeconds(10);

    private final ServeSettings settings;
    private final ServeReport report;
    private final RequestWatcher watcher;
    private final Routing routing;
    private final Attachments book;
    private final Connecting connecting;
    private final Dismissals dismissals;
    private final Recycles recycles;
    private final Map<Integer, Attached> known = new ConcurrentHashMap<>();
    private final BlockingQueue<Runnable> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<@Nullable String> ready = new CompletableFuture<>();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private final Thread thread;
    private Crowding crowding = Crowding.NONE; // For the thread that hands out requests.
    private final long begun = System.nanoTime();
    private boolean stopped;

    /// @param address where the workers accept
    /// @param watcher is told of every request
    public AttachedForce(
            ServeSettings settings,
            Source.Attached source,
            SocketAddress address,
            ServeReport report,
            RequestWatcher watcher,
            Routing routing,
            PoolReader pools) {
        this.settings = settings;
        this.report = report;
        this.watcher = watcher;
        this.routing = routing;
        Proc proc = Proc.ofMachine();
        var managers = Attachments.managers(settings, source, proc, pools);
        this.recycles = new Recycles(report, proc, this::tell);
        this.book = new Attachments(settings, managers, proc, pools);
        this.connecting = new Connecting(book, address, new Acceptor(proc), routing, known);
        this.dismissals =
                new Dismissals(settings, book, connecting, recycles, routing, pools, report);
        this.thread = Thread.ofPlatform().name("pool-" + settings.name()).unstarted(this::work);
    }

    @Override
    public CompletableFuture<@Nullable String> start() {
        thread.start();
        return ready;
    }

    @Override
    public CompletableFuture<Integer> replace(int pid, String because) {
        var answer = new CompletableFuture<Integer>();
        tell(() -> answer.complete(dismissals.replace(pid)));
        return answer;
    }

    @Override
    public boolean isCrowded() {
        return crowding.isCrowded();
    }

    @Override
    public void stop() {
        tell(() -> routing.stop(settings.stopWithin()));
    }

    @Override
    public CompletableFuture<Boolean> ended() {
        return ended;
    }

    @Override
    public CompletableFuture<PoolStatus> status(Traffic traffic) {
        var answer = new CompletableFuture<PoolStatus>();
        tell(() -> answer.complete(dismissals.status(traffic, known.size(), System.nanoTime())));
        return answer;
    }

    @Override
    public CompletableFuture<Optional<Seen>> seen(ProcessId manager) {
        var answer = new CompletableFuture<Optional<Seen>>();
        tell(() -> answer.complete(book.seen(manager)));
        return answer;
    }

    @Override
    public void waiting(int requests) {
        // How many workers there are is the manager's to say.
    }

    @Override
    public void knocking(int number, long inode) {
        tell(() -> connecting.knocking(number, inode));
    }

    @Override
    public void serving(int number) {
        // It was we who said so.
    }

    @Override
    public After served(int number, String method, String path, long nanos) {
        Attached worker = known.get(number);
        if (worker == null) {
            return After.LEAVE;
        }
        var before = worker.scale.footprint();
        Scale.Verdict verdict = worker.scale.served();
        crowding = worker.scale.effort.after(crowding, nanos);
        watcher.answered(method, path, worker.id, before, worker.scale.footprint());
        return switch (verdict) {
            case FINE -> After.SERVE;
            case UNCERTAIN -> {
                with(number, dismissals::weigh);
                yield After.WAIT;
            }
            case TOO_LARGE -> goes(number, "limit");
            case SERVED_ENOUGH -> goes(number, "max-requests");
        };
    }

    private After goes(int number, String because) {
        with(number, worker -> worker.goes(because));
        return After.LEAVE;
    }

    @Override
    public void left(int number) {
        tell(() -> dismissals.left(number));
    }

    @Override
    public void broken(int number, String why) {
        tell(() -> dismissals.broken(number, why));
    }

    @Override
    public void stuck(int number, String request, Duration after) {
        tell(() -> dismissals.stuck(number, request));
    }

    @Override
    public void exited(int number) {
        // Whose process has ended is seen by its connection's end.
    }

    @Override
    public void stopped() {
        tell(() -> stopped = true);
    }

    private void with(int number, Consumer<Attached> what) {
        tell(() -> {
            Attached worker = known.get(number);
            if (worker != null) {
                what.accept(worker);
            }
        });
    }

    private void tell(Runnable message) {
        messages.add(message);
    }

    private void work() {
        while (!stopped) {
            try {
                Duration pause = connecting.isLooking() ? TICK : CALM_TICK;
                Runnable message = messages.poll(pause.toNanos(), TimeUnit.NANOSECONDS);
                while (message != null) {
                    message.run();
                    message = messages.poll();
                }
                tick();
            } catch (InterruptedException e) {
                break;
            } catch (RuntimeException e) {
                report.say("event=bug why=\"[BUG] " + e + ": please report this\"");
            }
        }
        recycles.close();
        ended.complete(true);
    }

    private void tick() {
        String problem = null;
        try {
            long now = System.nanoTime();
            book.tick(now);
            connecting.tick(now);
            dismissals.tick(now);
        } catch (Unreadable e) {
            problem = e.sentence();
        } catch (LinuxException e) {
            problem = e.sentence();
        }
        Manager manager = book.manager();
        if (!ready.isDone() && manager != null && book.areAllHeld()) {
            report.found(manager, known.size());
            ready.complete(Recycles.obstacle(manager));
        }
        boolean late = System.nanoTime() - begun > FIND_WITHIN.toNanos();
        if (!ready.isDone() && late) {
            ready.complete(
                    problem != null ? problem : "its workers did not accept our connections");
        }
    }
}
