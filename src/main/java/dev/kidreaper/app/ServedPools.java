package dev.kidreaper.app;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.SocketAddress;
import dev.kidreaper.model.Listening;
import dev.kidreaper.model.PreforkCommand;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.ServeSettings.Source;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.ManagedPool;
import dev.kidreaper.pool.late.LatePool;
import dev.kidreaper.pool.permit.PermitDesk;
import dev.kidreaper.pool.served.AttachedPool;
import dev.kidreaper.pool.served.PoolReporter;
import dev.kidreaper.pool.served.ServedPoolParts;
import dev.kidreaper.pool.served.SpawnedPool;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// Opens pools whose requests we hand out.
public final class ServedPools {
    private ServedPools() {}

    /// What is done when we are killed.
    ///
    /// @param endOrphans the program that ends a served pool's workers, and its words
    /// @param letAllIn the program that lets workers go on whose manager we have started, and its
    ///   words
    public record AfterDeath(List<String> endOrphans, List<String> letAllIn) {
        public AfterDeath {
            endOrphans = List.copyOf(endOrphans);
            letAllIn = List.copyOf(letAllIn);
        }
    }

    /// A pool that is not started yet.
    ///
    /// @param endOrphans the program that ends the workers when we are killed, and its words
    /// @param permits of a budget that is larger than the pool
    /// @param isOnly whether there is no other pool
    /// @throws OperatorError when it is the only one, and its socket cannot be had: else that is
    ///   tried again once it is started
    static ManagedPool of(
            ServeSettings settings,
            List<String> endOrphans,
            EventLog log,
            PermitDesk permits,
            boolean isOnly)
            throws OperatorError {
        return isOnly
                ? open(settings, endOrphans, log, permits)
                : new LatePool(
                        settings,
                        () -> {
                            try {
                                return open(settings, endOrphans, log, permits);
                            } catch (OperatorError e) {
                                throw new IOException(e.getMessage(), e);
                            }
                        },
                        log);
    }

    /// Opens a pool's socket; nothing is served before the pool is started.
    ///
    /// @param endOrphans the program that ends the workers when we are killed, and its words
    /// @param permits of a budget that is larger than the pool
    /// @throws OperatorError when it cannot be had; nothing of it is left then
    public static ManagedPool open(
            ServeSettings settings, List<String> endOrphans, EventLog log, PermitDesk permits)
            throws OperatorError {
        FrontSocket front = FrontSocket.open(settings.listening());
        ManagedPool pool = null;
        try {
            pool = open(settings, front, endOrphans, log, permits);
            return pool;
        } finally {
            if (pool == null) {
                front.unlist().run();
                front.socket().close();
            }
        }
    }

    private static ManagedPool open(
            ServeSettings settings,
            FrontSocket front,
            List<String> endOrphans,
            EventLog log,
            PermitDesk permits)
            throws OperatorError {
        var pools = new PoolReader(Proc.ofMachine(), Recognition::of);
        try {
            var routes = new RouteRecorder(settings.name());
            int us = Math.toIntExact(ProcessHandle.current().pid());
            var report =
                    new PoolReporter(
                            settings.name(),
                            pools.identity(us),
                            log,
                            log::output,
                            new Explainer(routes),
                            permits);
            choice(settings.workers())
                    .ifPresent(c -> log.say("pool=%s %s".formatted(settings.name(), c)));
            var parts = new ServedPoolParts(front.socket(), front.unlist(), report, routes, pools);
            return switch (settings.workers()) {
                case Source.Spawned from -> new SpawnedPool(settings, from, endOrphans, parts);
                case Source.Prefork own ->
                        AttachedPool.ofOwn(
                                settings, own, address(own.address()), endOrphans, parts);
                case Source.Attached to ->
                        new AttachedPool(settings, to, FrontSocket.address(to.address()), parts);
            };
        } catch (IOException e) {
            throw new OperatorError(ExitCode.FAILED, "no folder for the workers' sockets: " + e);
        } catch (LinuxException e) {
            throw new OperatorError(ExitCode.FAILED, e.sentence());
        } catch (Unreadable e) {
            throw OperatorError.of(e);
        }
    }

    private static @Nullable SocketAddress address(@Nullable Listening place)
            throws UnknownHostException {
        return place == null ? null : FrontSocket.address(place);
    }

    /// Whose workers serve, and why those, for the log; empty where the operator has named them.
    private static Optional<String> choice(Source source) {
        return switch (source) {
            case Source.Spawned _ ->
                    Optional.of(
                            "event=private-workers why=\"each is started by itself, and shares no"
                                    + " memory: nothing says that COMMAND forks workers of its own"
                                    + " (--prefork does)\"");
            case Source.Prefork own ->
                    Optional.of(
                            "event=own-manager why=\"%s: it is started once, and its workers share"
                                            .formatted(
                                                    PreforkCommand.why(own.command())
                                                            .orElse("COMMAND is said to be one"))
                                    + " memory\"");
            case Source.Attached _ -> Optional.empty();
        };
    }

    /// Waits until a pool's workers serve.
    ///
    /// @param ready what {@link ManagedPool#start} gave
    /// @param mayCome whether it goes on without a manager until there is one
    /// @return why there are no workers yet, where they are a manager's that is still to come, a
    ///   sentence; null: they serve
    /// @throws OperatorError when they cannot serve
    public static @Nullable String awaitReady(
            String pool, CompletableFuture<@Nullable String> ready, boolean mayCome)
            throws OperatorError {
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
            throw new OperatorError(ExitCode.FAILED, "pool %s: %s".formatted(pool, problem));
        }
        return null;
    }
}
