package dev.kidreaper.front;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How requests are handed to workers.
///
/// @param spread whether the worker that has been idle longest is next, not the one that served
///   last
/// @param mostWaiting how many requests may wait for a worker
/// @param waitAtMost how long a request may wait for one
/// @param requestTimeout how long a worker may take for a request; null: as long as it likes
/// @param mostClients how many connections of web servers are open at once
public record FrontSettings(
        boolean spread,
        int mostWaiting,
        Duration waitAtMost,
        @Nullable Duration requestTimeout,
        int mostClients) {}
