package dev.kidreaper.app.control;

import dev.kidreaper.model.PoolSnapshot;
import java.util.stream.Collectors;

/// A pool of the daemon's, or one of its workers: `POOL` or `POOL/PID`.
///
/// @param pid 0: all
public record Target(String pool, int pid) {
    /// Reads one.
    ///
    /// @throws IllegalArgumentException with a sentence that says what is allowed
    public static Target parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return new Target(text, 0);
        }
        String number = text.substring(slash + 1);
        if (!number.matches("[1-9][0-9]{0,8}")) {
            throw new IllegalArgumentException(
                    "'%s' is not a pid: write POOL or POOL/PID, such as web/812".formatted(number));
        }
        return new Target(text.substring(0, slash), Integer.parseInt(number));
    }

    /// Whether the pool has that worker, or all are meant.
    boolean isIn(PoolSnapshot now) {
        return pid == 0 || now.workers().stream().anyMatch(w -> w.id().pid() == pid);
    }

    /// Why none of those that are meant can be recycled, a sentence.
    String nobody(PoolSnapshot now) {
        return switch (now.state()) {
            case MISSING, LOST -> "pool %s is not there: %s".formatted(pool, now.why());
            case OBSERVING ->
                    "pool %s is only observed: no worker of it is recycled%s"
                            .formatted(pool, now.why() == null ? "" : " (" + now.why() + ")");
            case WATCHING, SERVING, PAUSED ->
                    isIn(now)
                            ? "pool %s has no worker that may be recycled".formatted(pool)
                            : "pool %s has no worker %d; it has %s"
                                    .formatted(pool, pid, workers(now));
        };
    }

    private static String workers(PoolSnapshot pool) {
        return pool.workers().isEmpty()
                ? "none"
                : pool.workers().stream()
                        .map(w -> w.id().toString())
                        .collect(Collectors.joining(", "));
    }
}
