package dev.kidreaper.act;

import dev.kidreaper.act.Hired.State;
import dev.kidreaper.decide.Crowding;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.PoolStatus;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.ServeSettings.Source;
import dev.kidreaper.model.Traffic;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Workers that we start ourselves. Its thread owns all that it knows; others put messages into its
/// queue.
public final class SpawnedForce implements Workforce {
    private static final Duration TICK = Duration.ofMillis(20);
    private static final Duration CALM_TICK = Duration.ofMillis(100);
    private final ServeSettings settings;
    private final Source.Spawned source;
    private final ServeReport report;
    private final RequestWatcher watcher;
    private final Routing routing;
    private final Hiring hiring;
    private final Staff staff;
    private final Departures departures;
    private final Weighing weighing;
    private final Recruiting recruiting;
    private final Map<Integer, Hired> known = new ConcurrentHashMap<>();
    private final BlockingQueue<Runnable> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<@Nullable String> ready = new CompletableFuture<>();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private final Thread thread;
    private Crowding crowding = Crowding.NONE; // For the thread that hands out requests.
    private boolean stopping;
    private boolean stopped;

    /// @param watcher is told of every request
    /// @throws IOException when there is no folder for the workers' sockets
    public SpawnedForce(
            ServeSettings settings,
            Source.Spawned source,
            ServeReport report,
            RequestWatcher watcher,
            Routing routing,
            PoolReader pools)
            throws IOException, LinuxException, Unreadable {
        this.settings = settings;
        this.source = source;
        this.report = report;
        this.watcher = watcher;
        this.routing = routing;
        Proc proc = Proc.ofMachine();
        this.hiring = new Hiring(settings, source.command(), proc, pools, report);
        this.staff = new Staff(settings, routing);
        var trails = new Trails(pools, System.nanoTime());
        this.departures = new Departures(settings, staff, report, hiring, trails);
        this.weighing = new Weighing(settings, staff, report, pools, proc);
        this.recruiting = new Recruiting(source, routing, staff, hiring, departures, report, known);
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
        messages.add(() -> answer.complete(staff.replace(pid, because)));
        return answer;
    }

    @Override
    public boolean isCrowded() {
        return crowding.isCrowded();
    }

    @Override
    public void stop() {
        messages.add(() -> {
            stopping = true;
            routing.stop(settings.stopWithin());
        });
    }

    @Override
    public CompletableFuture<Boolean> ended() {
        return ended;
    }

    @Override
    public CompletableFuture<PoolStatus> status(Traffic traffic) {
        var answer = new CompletableFuture<PoolStatus>();
        messages.add(() -> answer.complete(departures.status(traffic, System.nanoTime())));
        return answer;
    }

    @Override
    public void waiting(int requests) {
        recruiting.waiting(requests);
    }

    @Override
    public void knocking(int number, long inode) {
        // Who accepts on a worker's own socket is the worker.
    }

    @Override
    public void serving(int number) {
        with(
                number,
                worker -> {
                    staff.served(worker, System.nanoTime());
                    weighing.born(worker, System.nanoTime());
                    if (staff.count(State.SERVING) >= source.fewest() && !ready.isDone()) {
                        report.found(staff.active());
                        ready.complete(null);
                    }
                });
    }

    @Override
    public After served(int number, String method, String path, long nanos) {
        Hired worker = known.get(number);
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
                with(number, this::weigh);
                yield After.WAIT;
            }
            case TOO_LARGE -> goes(number, "limit");
            case SERVED_ENOUGH -> goes(number, "max-requests");
        };
    }

    private After goes(int number, String because) {
        with(number, worker -> worker.leaves(because, staff.weight(worker), System.nanoTime()));
        return After.LEAVE;
    }

    private void weigh(Hired one) {
        if (weighing.isTooLarge(one)) {
            staff.letGo(one, "limit", System.nanoTime());
        } else {
            routing.resume(one.number);
        }
    }

    @Override
    public void left(int number) {
        with(number, worker -> departures.let(worker, System.nanoTime()));
    }

    @Override
    public void broken(int number, String why) {
        with(number, worker -> departures.broken(worker, why, System.nanoTime()));
    }

    @Override
    public void stuck(int number, String request, Duration after) {
        with(number, worker -> departures.stuck(worker, request, after, System.nanoTime()));
    }

    @Override
    public void exited(int number) {
        with(
                number,
                worker -> {
                    String problem = departures.exited(worker, System.nanoTime());
                    known.remove(number);
                    if (problem != null && !ready.isDone()) {
                        ready.complete(problem);
                    }
                });
    }

    @Override
    public void stopped() {
        messages.add(() -> {
            stopped = true;
            departures.stop(System.nanoTime());
        });
    }

    private void with(int number, Consumer<Hired> what) {
        messages.add(() -> {
            Hired worker = staff.get(number);
            if (worker != null) {
                what.accept(worker);
            }
        });
    }

    private void work() {
        while (!(stopped && staff.all().isEmpty()) && !departures.isOverdue()) {
            try {
                Runnable message = messages.poll(pause().toNanos(), TimeUnit.NANOSECONDS);
                while (message != null) {
                    message.run();
                    message = messages.poll();
                }
                tick(System.nanoTime());
            } catch (InterruptedException e) {
                break;
            } catch (RuntimeException e) {
                report.say("event=bug why=\"[BUG] " + e + ": please report this\"");
            }
        }
        staff.all().forEach(Hired::close);
        hiring.close();
        ended.complete(staff.all().isEmpty());
    }

    private Duration pause() {
        boolean moving = staff.starting() > 0 || staff.count(State.LEAVING) > 0;
        return moving || recruiting.isShort() ? TICK : CALM_TICK;
    }

    private void tick(long now) {
        departures.tick(now, stopped);
        if (!stopping) {
            weighing.tick(now);
            String problem = recruiting.tick(now);
            if (problem != null && !ready.isDone()) {
                ready.complete(problem);
            }
            staff.decide(recruiting.wanted(), now);
        }
    }
}
