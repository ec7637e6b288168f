package dev.kidreaper.model;

import java.time.Duration;
import java.util.List;

/// A pool whose manager we start, and whose workers ask at a gate for each connection.
///
/// @param name by which commands and logs call it
/// @param command the manager's program, in the foreground, and its words
/// @param limits when a worker goes
/// @param maxRequests after how many connections a worker goes; 0: never for that
/// @param jitter by how many more or fewer, at most
/// @param renounce whether set-uid programs may lose their rights, so that a gate needs no root
/// @param keeping what becomes of us and the manager when one of both ends
/// @param policy how its workers are recycled
public record RunSettings(
        String name,
        List<String> command,
        Limits limits,
        int maxRequests,
        int jitter,
        boolean renounce,
        Keeping keeping,
        RecyclePolicy policy) {
    /// What becomes of us and the manager when one of both ends.
    ///
    /// @param startsAgain whether a manager that has ended is started again; otherwise we end too
    /// @param stopWithin how long our end waits for the manager's, which was asked to stop
    public record Keeping(boolean startsAgain, Duration stopWithin) {
        /// In the foreground, we end with the manager.
        public static final Keeping ENDS_WITH_IT = new Keeping(false, Duration.ofSeconds(1));
    }

    public RunSettings {
        command = List.copyOf(command);
        if (!PoolSettings.isName(name)) {
            throw new IllegalArgumentException("'" + name + "' is no name for a pool");
        }
        if (command.isEmpty()) {
            throw new IllegalArgumentException(
                    "no COMMAND: write -- and the program that starts the workers, in the"
                            + " foreground");
        }
        if (maxRequests < 0 || jitter < 0 || (jitter > 0 && jitter >= maxRequests)) {
            throw new IllegalArgumentException(
                    "max-requests %d±%d: the jitter is less than the number"
                            .formatted(maxRequests, jitter));
        }
    }

    /// The same as a pool that is watched, once its manager runs.
    public PoolSettings watched(int manager) {
        return new PoolSettings(
                name,
                new ManagerTarget.Started(manager),
                new ProfileChoice.Recognised(),
                limits,
                policy);
    }
}
