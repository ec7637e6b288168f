package dev.kidreaper.pool.served;

import dev.kidreaper.linux.StreamSocket;
import dev.kidreaper.observe.PoolReader;

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
        PoolReader pools) {}
