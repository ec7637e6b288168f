package dev.kidreaper.demo;

import dev.kidreaper.app.EventLog;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.ServedPools;
import dev.kidreaper.history.Bounds;
import dev.kidreaper.history.History;
import dev.kidreaper.model.Amount;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.Listening;
import dev.kidreaper.model.ManagerTarget;
import dev.kidreaper.model.ProfileChoice;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.model.RouteGrowth;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.pool.ManagedPool;
import dev.kidreaper.pool.permit.PermitDesk;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// `serve --attach` in front of the demo's pool: it sees every request, and so the route that
/// leaks.
final class DemoFront implements AutoCloseable {
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);
    private static final Duration END_WITHIN = Duration.ofSeconds(20);

    private final ManagedPool served;
    private final History history;
    private final UnixDomainSocketAddress address;

    private DemoFront(ManagedPool served, History history, UnixDomainSocketAddress address) {
        this.served = served;
        this.history = history;
        this.address = address;
    }

    /// Starts it, and waits until every worker holds one of its connections.
    static DemoFront start(DemoPool pool) throws OperatorError {
        History history = History.inMemory(Bounds.DEFAULT);
        // The screen shows what it would log.
        var nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        // The workers belong to their manager: we cannot leave any behind.
        var served =
                ServedPools.open(
                        settings(pool),
                        List.of(),
                        new EventLog(nowhere, false, history),
                        PermitDesk.NONE);
        var front = new DemoFront(served, history, pool.front());
        try {
            ServedPools.awaitReady(served.name(), served.start(), false);
            return front;
        } catch (OperatorError e) {
            front.close();
            throw e;
        }
    }

    private static ServeSettings settings(DemoPool pool) {
        var limit = new Amount.Bytes(DemoReaper.LIMIT.size());
        return new ServeSettings(
                "demo",
                on(pool.front()),
                new ServeSettings.Source.Attached(
                        on(pool.address()),
                        new ManagerTarget.ByPid(pool.pid()),
                        new ProfileChoice.Recognised()),
                Limits.ofWorker(limit, DemoReaper.LIMIT.measure()),
                0,
                0,
                0,
                ServeSettings.Handing.USUAL,
                STOP_WITHIN,
                RecyclePolicy.ATTACHED);
    }

    private static Listening on(UnixDomainSocketAddress address) {
        String path = address.getPath().toString();
        return new Listening.OnPath(path, Listening.OnPath.USUAL_MODE, null);
    }

    /// The address at which it takes requests.
    UnixDomainSocketAddress address() {
        return address;
    }

    /// The route that grows the workers, as seen so far; empty if none stands out.
    Optional<RouteGrowth> route() {
        return served.snapshot().culprit();
    }

    /// How many workers it has recycled.
    int recycled() {
        return served.snapshot().recycled();
    }

    /// Whether a worker did not leave when asked.
    boolean hasFailed() {
        return served.snapshot().failed() > 0;
    }

    @Override
    public void close() {
        served.stop();
        served.ended().completeOnTimeout(false, END_WITHIN.toSeconds(), TimeUnit.SECONDS).join();
        history.close();
    }
}
