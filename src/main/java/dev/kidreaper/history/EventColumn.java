package dev.kidreaper.history;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The columns of the table of events that {@link Schema} creates.
enum EventColumn {
    AT_MS,
    POOL,
    KIND,
    PID,
    START_TICKS,
    BOOT,
    MEASURE,
    BYTES,
    LIMIT_BYTES,
    LEFT_AFTER_NS,
    REPLACED_BY_PID,
    REPLACED_BY_START_TICKS,
    IDLE_PROOF,
    KILLED,
    FATAL,
    REFUSED,
    WORKERS,
    NOTE,
    TEXT,
    VERDICT,
    CONFIDENCE,
    SHARES,
    SEEN_FOR_MS,
    MISSING,
    ROUTE,
    CAUSE,
    REQUEST,
    AFTER_NS,
    FREED_BYTES,
    EARLY_NS;

    private static final List<EventColumn> ORDER = List.of(values());

    /// All columns, as a list in a statement.
    static final String LIST =
            Arrays.stream(values())
                    .map(c -> c.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));

    /// The same number of parameters.
    static final String PARAMETERS =
            Arrays.stream(values()).map(_ -> "?").collect(Collectors.joining(", "));

    /// Its place in both lists, from 1.
    int place() {
        return ORDER.indexOf(this) + 1;
    }
}
