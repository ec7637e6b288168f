package dev.kidreaper.pool.served;

import dev.kidreaper.front.Front;
import dev.kidreaper.front.Routing;
import dev.kidreaper.front.Workers;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.StreamSocket;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.pool.RequestListener;
import java.util.function.LongSupplier;

/// What a pool whose requests we hand out is made of, besides its settings.
///
/// @param listening takes the web servers' connections; closed when the pool stops
/// @param unlist takes the socket's path away, so that nobody finds it any more
/// @param report tells the log and the history
/// @param requests is told of every request
/// @param pools for the thread that owns the pool
public record ServedPoolParts(
        StreamSocket listening,
        Runnable unlist,
        PoolReporter report,
        RequestListener requests,
        PoolReader pools) {
    /// What every pool whose requests we hand out is made of.
    ///
    /// @param ticker the time in nanoseconds
    record Base(
            ServeSettings settings,
            PoolReporter report,
            RequestListener requests,
            Runnable unlist,
            FrontMaker fronts,
            LongSupplier ticker) {
        /// Makes a pool's front.
        @FunctionalInterface
        interface FrontMaker {
            /// That of the pool which owns these workers.
            Routing front(Workers workers) throws LinuxException;
        }

        /// One in the real world.
        static Base of(ServeSettings settings, ServedPoolParts parts) {
            return new Base(
                    settings,
                    parts.report(),
                    parts.requests(),
                    parts.unlist(),
                    workers ->
                            new Front(
                                    settings.name(),
                                    settings.handing(),
                                    parts.listening(),
                                    workers),
                    System::nanoTime);
        }
    }
}
