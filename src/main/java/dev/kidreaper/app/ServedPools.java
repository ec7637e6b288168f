package dev.kidreaper.app;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.ServeSettings.Source;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.ManagedPool;
import dev.kidreaper.pool.permit.PermitDesk;
import dev.kidreaper.pool.served.AttachedPool;
import dev.kidreaper.pool.served.PoolReporter;
import dev.kidreaper.pool.served.ServedPoolParts;
import dev.kidreaper.pool.served.SpawnedPool;
import java.io.IOException;
import java.util.List;
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

    /// Opens a pool's socket; nothing is served before the pool is started.
    ///
    /// @param endOrphans the program that ends the workers when we are killed, and its words
    /// @param permits of a budget that is larger than the pool
    public static ManagedPool open(
            ServeSettings settings, List<String> endOrphans, EventLog log, PermitDesk permits)
            throws OperatorError {
        var pools = new PoolReader(Proc.ofMachine(), Recognition::of);
        FrontSocket front = FrontSocket.open(settings.listening());
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
            var parts = new ServedPoolParts(front.socket(), front.unlist(), report, routes, pools);
            return switch (settings.workers()) {
                case Source.Spawned from -> new SpawnedPool(settings, from, endOrphans, parts);
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
