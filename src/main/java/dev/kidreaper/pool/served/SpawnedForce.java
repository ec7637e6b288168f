package dev.kidreaper.pool.served;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.PoolStatus;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.ServeSettings.Source;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.Traffic;
import dev.kidreaper.observe.Machine;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.MemoryPressure;
import dev.kidreaper.pool.NewbornSizes;
import dev.kidreaper.pool.PoolSamples;
import dev.kidreaper.pool.served.Hired.State;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Workers that we start ourselves.
public final class SpawnedForce extends Force<Hired> {
    private static final Duration TICK = Duration.ofMillis(20);
    private static final Duration CALM_TICK = Duration.ofMillis(100);
    private final ServeSettings settings;
    private final Source.Spawned source;
    private final ServeReport report;
    private final Routing routing;
    private final Hiring hiring;
    private final Staff staff;
    private final Departures departures;
    private final Weighing weighing;
    private final MemoryPressure memoryPressure;
    private final Succession succession;
    private final Recruiting recruiting;
    private boolean stopping;

    /// @param afterwards the program that ends the workers when we are killed, and its words
    /// @param watcher is told of every request
    /// @throws IOException when there is no folder for the workers' sockets
    public SpawnedForce(
            ServeSettings settings,
            Source.Spawned source,
            List<String> afterwards,
            ServeReport report,
            RequestWatcher watcher,
            Routing routing,
            PoolReader pools)
            throws IOException, LinuxException, Unreadable {
        super(report, watcher);
        this.settings = settings;
        this.source = source;
        this.report = report;
        this.routing = routing;
        Proc proc = Proc.ofMachine();
        this.hiring = new Hiring(settings, source.command(), afterwards, proc, pools, report);
        this.staff = new Staff(settings, routing);
        var poolSamples = new PoolSamples(pools, System.nanoTime());
        this.departures = new Departures(settings, staff, report, hiring, poolSamples);
        var newbornSizes = new NewbornSizes();
        var machine = new Machine(proc);
        Size memory = machine.memory(Math.toIntExact(ProcessHandle.current().pid()));
        this.weighing = new Weighing(settings, staff, newbornSizes, report, pools, memory);
        this.memoryPressure =
                new MemoryPressure(
                        settings.limits(), staff::staying, machine, memory, report::limitTooLow);
        this.succession = new Succession(settings, staff, routing, newbornSizes, memoryPressure);
        this.recruiting =
                new Recruiting(source, routing, staff, hiring, departures, report, known());
    }

    @Override
    public CompletableFuture<Integer> replace(int pid, String because) {
        var answer = new CompletableFuture<Integer>();
        tell(() -> answer.complete(staff.replace(pid, because)));
        return answer;
    }

    @Override
    public void stop() {
        tell(() -> {
            stopping = true;
            routing.stop(settings.stopWithin());
        });
    }

    @Override
    public CompletableFuture<PoolStatus> status(Traffic traffic) {
        var answer = new CompletableFuture<PoolStatus>();
        tell(() -> answer.complete(departures.status(traffic, System.nanoTime())));
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
                    if (staff.count(State.SERVING) >= source.fewest() && !isReady()) {
                        report.found(staff.active());
                        ready(null);
                    }
                });
    }

    @Override
    void goes(Hired worker, String because) {
        worker.leaves(because, staff.weight(worker), System.nanoTime());
    }

    @Override
    void weigh(Hired one) {
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
    public void parted(int number, String request, Duration after) {
        // Its connection tells when it is done: it counts as busy until then.
    }

    @Override
    public void exited(int number) {
        with(
                number,
                worker -> {
                    String problem = departures.exited(worker, System.nanoTime());
                    known().remove(number);
                    if (problem != null) {
                        ready(problem);
                    }
                });
    }

    @Override
    public void stopped() {
        super.stopped();
        tell(() -> departures.stop(System.nanoTime()));
    }

    @Override
    boolean isOver() {
        return staff.all().isEmpty() || departures.isOverdue();
    }

    @Override
    boolean release() {
        boolean all = staff.all().isEmpty();
        staff.all().forEach(Hired::close);
        hiring.close(all);
        return all;
    }

    @Override
    Duration pause() {
        boolean moving = staff.starting() > 0 || staff.count(State.LEAVING) > 0;
        return moving || recruiting.isShort() ? TICK : CALM_TICK;
    }

    @Override
    void tick() {
        long now = System.nanoTime();
        departures.tick(now, isStopped());
        if (!stopping) {
            weighing.tick(now, memoryPressure.share());
            String problem = recruiting.tick(now);
            if (problem != null) {
                ready(problem);
            }
            succession.decide(recruiting.wanted(), now);
        }
    }
}
