package dev.kidreaper.app.find;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.OperatorNote;
import dev.kidreaper.app.Session;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Profile;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// One of php-fpm's pools, named for a command.
public final class FpmPool {
    private FpmPool() {}

    /// A session for that pool only. Says so on standard error when the pool has no worker: it may
    /// have none just now, or its name is wrong.
    ///
    /// @param all a session for all pools of the manager
    /// @throws OperatorError when that kind of manager has one pool only
    public static Session of(Session all, String name) throws OperatorError {
        Manager manager = all.manager();
        Profile only =
                manager.profile()
                        .only(name)
                        .orElseThrow(() ->
                                new OperatorError(
                                        ExitCode.USAGE,
                                        ("manager %s (%s) has one pool only: leave --fpm-pool out,"
                                                        + " it is for php-fpm")
                                                .formatted(
                                                        manager.id(), manager.profile().name())));
        Set<String> pools =
                all.read(Measure.RSS).workers().stream()
                        .flatMap(w -> manager.profile().poolOf(w.title()).stream())
                        .collect(Collectors.toCollection(TreeSet::new));
        if (!pools.contains(name)) {
            OperatorNote.say(
                    "manager %s has no worker of pool %s now; it has workers of: %s"
                            .formatted(
                                    manager.id(),
                                    name,
                                    pools.isEmpty() ? "none" : String.join(", ", pools)));
        }
        return all.with(manager.with(only));
    }
}
