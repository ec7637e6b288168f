package dev.kidreaper.pool.served;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.SocketAddress;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.ServeSettings.Source;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.ManagedPool;
import dev.kidreaper.pool.RecycleClearance;
import dev.kidreaper.pool.RecycleJobs;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The workers of a running manager, at the socket that they share: each holds one connection of
/// ours, between requests too.
/*
 * A connection goes to whoever of the workers accepts it first, and the kernel knows who that was:
 * the other end of our socket is among the descriptors of one of them. A worker that holds our
 * connection reads from it and accepts no other one, so there are as many connections as workers,
 * one for each. To let one go, its connection is closed; then it is in accept again, idle, and is
 * asked to leave at a proven moment, as everywhere else.
 */
public final class AttachedPool extends ServedPool<AttachedWorker> {
    private static final Duration URGENT_TICK = Duration.ofMillis(1);
    private static final Duration TICK = Duration.ofMillis(10);
    private static final Duration REST_TICK = Duration.ofSeconds(1);
    private static final Duration CALM_TICK = Duration.ofMillis(200);
    private static final Duration FIND_WITHIN = Duration.ofSeconds(10);

    private final PoolReporter report;
    private final AttachedWorkers book;
    private final ConnectionMatcher connectionMatcher;
    private final AttachedRecycling attachedRecycling;
    private final @Nullable OwnManager own;
    private final TrafficLull lull = new TrafficLull();
    private final long begun;
    private @Nullable Manager found;
    private boolean rested; // For the front's thread.
    private String missing = "";
    private String refused = "";

    /// @param address where the workers accept
    public AttachedPool(
            ServeSettings settings,
            Source.Attached source,
            SocketAddress address,
            ServedPoolParts parts)
            throws LinuxException {
        this(
                ServedPoolParts.Base.of(settings, parts),
                AttachedSurroundings.of(settings, source, address, parts));
    }

    /// Workers of the application's own manager, which we start.
    ///
    /// @param address where they accept; null: at a socket that the manager gets from us
    /// @param endOrphans the program that ends them when we are killed, and its words
    /// @throws IOException when there is no folder for that socket
    public static AttachedPool ofOwn(
            ServeSettings settings,
            Source.Prefork source,
            @Nullable SocketAddress address,
            List<String> endOrphans,
            ServedPoolParts parts)
            throws IOException, LinuxException, Unreadable {
        return new AttachedPool(
                ServedPoolParts.Base.of(settings, parts),
                AttachedSurroundings.ofOwn(settings, source, address, endOrphans, parts));
    }

    AttachedPool(ServedPoolParts.Base base, AttachedSurroundings around) throws LinuxException {
        super(base);
        ServeSettings settings = base.settings();
        this.report = base.report();
        this.own = around.own();
        this.begun = now();
        this.book =
                new AttachedWorkers(
                        settings,
                        around.runningManager(),
                        around.children(),
                        around.meters(),
                        around.machine(),
                        report,
                        base.ticker());
        this.connectionMatcher =
                new ConnectionMatcher(
                        book,
                        around.address(),
                        around.runningManager(),
                        routing(),
                        known(),
                        base.ticker());
        this.attachedRecycling =
                new AttachedRecycling(
                        settings,
                        book,
                        connectionMatcher,
                        new AttachedJobs(manager -> around.recycling().apply(mailbox(), manager)),
                        wishes,
                        routing(),
                        report,
                        base.ticker(),
                        around.wallClock());
    }

    @Override
    public CompletableFuture<Integer> recycle(int pid, RecycleCause because) {
        return mailbox().ask(() -> attachedRecycling.replace(pid, because));
    }

    @Override
    PoolSnapshot describe() {
        return attachedRecycling.describe(known().size());
    }

    @Override
    public CompletableFuture<List<MemoryTimeline>> courses() {
        return mailbox()
                .ask(() ->
                        Optional.ofNullable(book.manager()).flatMap(m -> book.seen(m.id())).stream()
                                .flatMap(seen -> seen.courses().stream())
                                .toList());
    }

    @Override
    public CompletableFuture<Optional<ManagedPool.Evidence>> evidence(ProcessId manager) {
        return mailbox().ask(() -> book.seen(manager));
    }

    @Override
    public void onQueued(int requests) {
        if (requests > 0 && rested) {
            rested = false;
            tell(connectionMatcher::wake);
        }
    }

    @Override
    public void onRested(int number) {
        rested = true;
        tell(() -> connectionMatcher.rest(number, found != null));
    }

    @Override
    public void onAwaitingAccept(int number, long inode) {
        tell(() -> connectionMatcher.knocking(number, inode));
    }

    @Override
    public void onReady(int number) {} // It was we who said so.

    @Override
    void goes(AttachedWorker worker, RecycleCause because) {
        worker.goes(because, null, now());
    }

    @Override
    RecycleClearance clearance() {
        return attachedRecycling.clearance();
    }

    @Override
    void weigh(AttachedWorker worker) {
        attachedRecycling.weigh(worker);
    }

    @Override
    public void onReleased(int number) {
        tell(() -> connectionMatcher.let(number));
    }

    @Override
    public void onBroken(int number, String why) {
        tell(() -> {
            refused = ": " + why;
            attachedRecycling.broken(number, why);
        });
    }

    @Override
    public void onStuck(int number, String request, Duration after) {
        tell(() -> attachedRecycling.stuck(number, request));
    }

    @Override
    public void onConnectionLost(int number, String request, Duration after) {
        long since = now() - after.toNanos();
        with(number, worker -> worker.parted(request, since));
    }

    @Override
    public void onExit(int number) {} // It is seen by the end of its connection.

    @Override
    boolean isOver() {
        return own == null || own.isStopped();
    }

    @Override
    boolean release() {
        attachedRecycling.close();
        return own == null || own.close();
    }

    @Override
    Duration pause() {
        if (connectionMatcher.isLooking() || (own != null && own.isStarting())) {
            return connectionMatcher.isUrgent() ? URGENT_TICK : TICK;
        }
        boolean moves = book.count(AttachedWorker::isAway) > 0;
        boolean rests = connectionMatcher.isResting();
        Duration quiet = rests ? REST_TICK : lull.pause(routing().traffic(), now());
        return moves ? CALM_TICK : Durations.max(CALM_TICK, quiet);
    }

    @Override
    void tick() {
        if (isStopped()) {
            return; // Nobody is started any more.
        }
        String problem = null;
        long now = now();
        try {
            book.tick(now);
            connectionMatcher.tick(now);
            attachedRecycling.tick(now);
        } catch (Unreadable e) {
            problem = e.sentence();
            if (own == null && found == null && book.manager() == null) {
                notFound(e);
            }
        } catch (LinuxException e) {
            problem = e.sentence();
        }
        report(book.manager(), problem, now);
        if (own != null && own.failed() != null) {
            ready(own.failed());
        } else if (own == null && now - begun > FIND_WITHIN.toNanos()) {
            String why = "its workers did not accept our connections" + refused;
            ready(problem != null ? problem : why);
        }
    }

    private void report(@Nullable Manager now, @Nullable String problem, long time) {
        Manager before = found;
        if (before == null && now != null && connectionMatcher.serves(now.id(), time)) {
            found = now;
            missing = "";
            report.found(now, known().size());
            ready(RecycleJobs.obstacle(now));
        } else if (before != null && now == null && problem != null) {
            found = null;
            report.lost(before.id(), problem);
        } else if (now == null && problem != null && !problem.equals(missing) && own == null) {
            missing = problem;
            report.notice(EventKind.POOL_MISSING, problem);
        }
    }
}
