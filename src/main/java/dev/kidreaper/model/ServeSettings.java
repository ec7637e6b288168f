package dev.kidreaper.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A pool whose requests we hand out ourselves.
///
/// @param name by which commands and logs call it
/// @param listening where web servers find it
/// @param workers who serves
/// @param limits when a worker goes
/// @param maxRequests after how many requests a worker goes; 0: never for that
/// @param jitter by how many more or fewer, at most
/// @param surge how many workers more than needed may run while some are being replaced; 0: the old
///   one leaves first
/// @param handing how requests are handed out
/// @param stopWithin how long a stop waits for requests to end
/// @param policy how its workers are recycled
public record ServeSettings(
        String name,
        Listening listening,
        Source workers,
        Limits limits,
        int maxRequests,
        int jitter,
        int surge,
        Handing handing,
        Duration stopWithin,
        RecyclePolicy policy) {
    /// The most workers that a pool has.
    public static final int MOST_WORKERS = 1000;

    /// From where the workers come.
    public sealed interface Source {
        /// How such workers are recycled unless told otherwise.
        default RecyclePolicy usualPolicy() {
            return switch (this) {
                case Spawned _ -> RecyclePolicy.SPAWNED;
                case Attached _, Prefork _ -> RecyclePolicy.ATTACHED;
            };
        }

        /// They are started by us.
        ///
        /// @param command the program and its words
        /// @param fewest how many there are at least
        /// @param most how many there are at most
        record Spawned(List<String> command, int fewest, int most) implements Source {
            public Spawned {
                command = List.copyOf(command);
                if (command.isEmpty()) {
                    throw new IllegalArgumentException("no command");
                }
                if (fewest < 1 || fewest > most || most > MOST_WORKERS) {
                    throw new IllegalArgumentException(
                            "from %d to %d workers: 1 to %d are possible"
                                    .formatted(fewest, most, MOST_WORKERS));
                }
            }
        }

        /// They are a running manager's.
        ///
        /// @param address where they accept
        record Attached(Listening address, ManagerTarget manager, ProfileChoice profile)
                implements Source {}

        /// They are those of the application's own manager, which we start: they share memory.
        ///
        /// @param command the manager's program, in the foreground, and its words
        /// @param address where its workers accept by its own configuration; null: at a socket that
        ///   we give it as its descriptor 0
        record Prefork(List<String> command, @Nullable Listening address, ProfileChoice profile)
                implements Source {
            public Prefork {
                command = List.copyOf(command);
                if (command.isEmpty()) {
                    throw new IllegalArgumentException("no command");
                }
                if (address == null && PreforkCommand.isPhpFpm(command)) {
                    throw new IllegalArgumentException(
                            "php-fpm accepts only where its own configuration says: name that"
                                    + " address, its listen, as attach");
                }
            }
        }
    }

    /// How requests are handed to workers.
    ///
    /// @param spread whether the worker that has been idle longest is next, not the last one
    /// @param mostWaiting how many requests may wait for a worker
    /// @param waitAtMost how long a request may wait for one
    /// @param requestTimeout how long a worker may take for a request; null: as long as it likes
    /// @param mostClients how many connections of web servers are open at once
    public record Handing(
            boolean spread,
            int mostWaiting,
            Duration waitAtMost,
            @Nullable Duration requestTimeout,
            int mostClients) {
        /// What is done unless told otherwise.
        public static final Handing USUAL =
                new Handing(false, 1024, Duration.ofSeconds(30), null, 1024);
    }

    public ServeSettings {
        if (!PoolSettings.isName(name)) {
            throw new IllegalArgumentException("'" + name + "' is no name for a pool");
        }
        if (maxRequests < 0 || jitter < 0 || (jitter > 0 && jitter >= maxRequests)) {
            throw new IllegalArgumentException(
                    "max-requests %d±%d: the jitter is less than the number"
                            .formatted(maxRequests, jitter));
        }
        if (!(workers instanceof Source.Spawned)
                && limits.worker() instanceof Amount.TimesNewborn) {
            throw new IllegalArgumentException(
                    "a limit such as 3x needs workers without a manager: write a size or a share,"
                            + " such as 120M or 10%");
        }
        if (surge < 0 || surge > MOST_WORKERS) {
            throw new IllegalArgumentException("a surge is from 0 to " + MOST_WORKERS);
        }
    }
}
