package dev.kidreaper.app;

import dev.kidreaper.attribution.Attribution;
import dev.kidreaper.decide.Recognition;
import dev.kidreaper.front.Front;
import dev.kidreaper.front.FrontSettings;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.StreamSocket;
import dev.kidreaper.model.PoolStatus;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.ServeSettings.Source;
import dev.kidreaper.model.Traffic;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.PoolEvidence;
import dev.kidreaper.pool.Workforce;
import dev.kidreaper.pool.served.AttachedPool;
import dev.kidreaper.pool.served.PoolReporter;
import dev.kidreaper.pool.served.SpawnedPool;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One served pool, wired: the front that takes the requests, and the workforce. Neither knows the
/// other; here they meet.
public final class ServedPoolWiring {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
    private static final Duration END_WITHIN = Duration.ofSeconds(15);

    private final ServeSettings settings;
    private final Front front;
    private final Workforce workforce;
    private final RouteRecorder routeRecorder;
    private final CompletableFuture<@Nullable String> ready;

    private ServedPoolWiring(
            ServeSettings settings,
            Front front,
            Workforce workforce,
            RouteRecorder routeRecorder,
            CompletableFuture<@Nullable String> ready) {
        this.settings = settings;
        this.front = front;
        this.workforce = workforce;
        this.routeRecorder = routeRecorder;
        this.ready = ready;
    }

    /// Opens its socket and starts its workers.
    ///
    /// @param endOrphans the program that ends the workers when we are killed, and its words
    public static ServedPoolWiring start(
            ServeSettings settings, List<String> endOrphans, EventLog log) throws OperatorError {
        var pools = new PoolReader(Proc.ofMachine(), Recognition::of);
        StreamSocket listening = FrontSocket.open(settings.listening());
        try {
            int us = Math.toIntExact(ProcessHandle.current().pid());
            var routeRecorder = new RouteRecorder(settings.name());
            var report =
                    new PoolReporter(
                            settings.name(),
                            pools.identity(us),
                            log,
                            log::say,
                            new Explainer(routeRecorder));
            var wires = new ServeWires(report);
            var front = new Front(settings.name(), handing(settings), listening, wires);
            Workforce workforce =
                    switch (settings.workers()) {
                        case Source.Spawned from ->
                                new SpawnedPool(
                                        settings,
                                        from,
                                        endOrphans,
                                        report,
                                        routeRecorder,
                                        wires,
                                        pools);
                        case Source.Attached to ->
                                new AttachedPool(
                                        settings,
                                        to,
                                        FrontSocket.address(to.address()),
                                        report,
                                        routeRecorder,
                                        wires,
                                        pools);
                    };
            wires.connect(front, workforce);
            front.start();
            return new ServedPoolWiring(
                    settings, front, workforce, routeRecorder, workforce.start());
        } catch (IOException e) {
            throw new OperatorError(ExitCode.FAILED, "no folder for the workers' sockets: " + e);
        } catch (LinuxException e) {
            throw new OperatorError(ExitCode.FAILED, e.sentence());
        } catch (Unreadable e) {
            throw OperatorError.of(e);
        }
    }

    private static FrontSettings handing(ServeSettings settings) {
        ServeSettings.Handing how = settings.handing();
        return new FrontSettings(
                how.spread(),
                how.mostWaiting(),
                how.waitAtMost(),
                how.requestTimeout(),
                how.mostClients());
    }

    /// Waits until all workers serve.
    ///
    /// @return why there are none yet, where they are a manager's that is still to come, a
    ///   sentence; null: they serve
    /// @param mayCome whether it goes on without a manager until there is one
    /// @throws Problem when they cannot
    public @Nullable String awaitReady(boolean mayCome) throws OperatorError {
        String problem;
        try {
            problem = ready.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            problem = "interrupted";
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Unreadable none) {
                if (mayCome) {
                    return none.sentence();
                }
                throw OperatorError.of(none);
            }
            problem = "[BUG] " + e.getCause();
        }
        if (problem != null) {
            throw new OperatorError(
                    ExitCode.FAILED, "pool %s: %s".formatted(settings.name(), problem));
        }
        return null;
    }

    String name() {
        return settings.name();
    }

    ServeSettings settings() {
        return settings;
    }

    /// How it stands; null when it does not say in time.
    public @Nullable PoolStatus status() {
        Traffic traffic = answer(front.counts(), Traffic.NONE);
        var status = workforce.status(traffic);
        try {
            return status.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /// Its routes, those that most likely grow the workers first.
    List<Attribution.Row> routes() {
        return answer(routeRecorder.table(), List.of());
    }

    /// What was seen of the pool of that manager; empty when this is another one's.
    Optional<PoolEvidence> seen(ProcessId manager) {
        return answer(workforce.seen(manager), Optional.empty());
    }

    /// The route that grows its workers; empty when none stands out.
    public Optional<Attribution.Row> route() {
        return routeRecorder.standingOut();
    }

    /// Replaces a worker, or all: pid 0. How many that are.
    int replace(int pid, String because) {
        return answer(workforce.replace(pid, because), 0);
    }

    /// Begins to stop: no new connections, every request to its end.
    public void stop() {
        FrontSocket.leave(settings.listening());
        workforce.stop();
    }

    /// Waits for the end of a stop. Whether all workers have ended; the kernel sends TERM to
    /// others.
    public boolean awaitEnd() {
        Duration longest = settings.stopWithin().plus(END_WITHIN);
        try {
            return workforce.ended().get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static <T> T answer(CompletableFuture<T> coming, T otherwise) {
        try {
            return coming.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return otherwise;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return otherwise;
        }
    }
}
