package dev.kidreaper.pool.served;

import dev.kidreaper.front.Front;
import dev.kidreaper.front.Routing;
import dev.kidreaper.front.Workers;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.ServeSettings;
import java.util.function.LongSupplier;

/// What every pool whose requests we hand out is made of.
///
/// @param ticker the time in nanoseconds
record ServedPoolBase(
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
    static ServedPoolBase of(ServeSettings settings, ServedPoolParts parts) {
        return new ServedPoolBase(
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
