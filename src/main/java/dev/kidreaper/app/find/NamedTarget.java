package dev.kidreaper.app.find;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.Session;
import dev.kidreaper.config.ConfigFiles;
import dev.kidreaper.config.ConfigResult;
import dev.kidreaper.decide.Recognition;
import dev.kidreaper.model.FoundPool;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.ManagerTarget;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.Profile;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.ManagerFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A pool that an operator names by one word: a pid, a pidfile, a systemd unit, a pool of the
/// configuration, or a name that `kidreaper ps` shows.
/*
 * What the word means is tried in an order in which the cheap comes first. All processes are looked
 * at only if nothing else has that name.
 */
public final class NamedTarget {
    private static final int LARGEST = ManagerTarget.LARGEST_PID;

    private final ConfigFiles configuration;
    private final Proc proc = Proc.ofMachine();
    private final PoolReader pools = new PoolReader(proc, Recognition::of);

    public NamedTarget(ConfigFiles configuration) {
        this.configuration = configuration;
    }

    /// The pool of that word.
    ///
    /// @throws OperatorError with the names that there are, if nothing has this one
    public Session open(String word) throws OperatorError {
        if (word.matches("[0-9]+")) {
            return Session.of(pid(word));
        }
        if (isFile(word)) {
            return Session.of(Path.of(word));
        }
        Optional<Session> known = configured(word).or(() -> ofUnit(word));
        return known.isPresent() ? known.get() : found(word);
    }

    /// The manager's pid in a word of digits.
    public static int pid(String word) throws OperatorError {
        if (!word.matches("0*[1-9][0-9]{0,6}") || Integer.parseInt(word) > LARGEST) {
            throw new OperatorError(
                    ExitCode.USAGE,
                    "'%s': a pid is a positive number, at most %d".formatted(word, LARGEST));
        }
        return Integer.parseInt(word);
    }

    private static boolean isFile(String word) {
        return word.startsWith("/")
                || word.startsWith("./")
                || word.startsWith("../")
                || (word.indexOf('\0') < 0 && Files.isRegularFile(Path.of(word)));
    }

    private Optional<Session> configured(String word) {
        if (!PoolSettings.isName(word) || !configuration.isThere()) {
            return Optional.empty();
        }
        return configuration.read() instanceof ConfigResult.Loaded loaded
                ? loaded.settings().pools().stream()
                        .filter(p -> p.name().equals(word))
                        .findFirst()
                        .flatMap(p -> session(() -> new ManagerFinder(p, proc, pools).find()))
                : Optional.empty();
    }

    /// A unit, or one of php-fpm's pools in it: `php8.2-fpm/www`.
    private Optional<Session> ofUnit(String word) {
        int slash = word.indexOf('/');
        String unit = slash < 0 ? word : word.substring(0, slash);
        try {
            var target =
                    new ManagerTarget.BySystemdUnit(
                            unit.endsWith(ManagerTarget.BySystemdUnit.SUFFIX)
                                    ? unit
                                    : unit + ManagerTarget.BySystemdUnit.SUFFIX);
            Optional<Session> all = session(() -> MachinePools.manager(target, proc, pools));
            return slash < 0 ? all : all.flatMap(s -> only(s, word.substring(slash + 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // No unit can have that name.
        }
    }

    private static Optional<Session> only(Session session, String part) {
        Optional<Profile> only = session.manager().profile().only(part);
        return only.map(p -> session.with(session.manager().with(p)));
    }

    private interface Search {
        Manager find() throws Unreadable;
    }

    private Optional<Session> session(Search search) {
        try {
            return Optional.of(new Session(proc, pools, search.find()));
        } catch (Unreadable e) {
            return Optional.empty(); // Then something else may have that name.
        }
    }

    private Session found(String word) throws OperatorError {
        List<FoundPool> all = MachinePools.find(proc, pools).pools();
        for (FoundPool pool : all) {
            if (pool.name().equals(word) || pool.nameWithPid().equals(word)) {
                return new Session(proc, pools, pool.manager());
            }
        }
        for (FoundPool part : all) { // All pools of one php-fpm.
            if (part.name().startsWith(word + "/") || part.nameWithPid().startsWith(word + "/")) {
                return Session.of(part.manager().id().pid());
            }
        }
        throw new OperatorError(ExitCode.NOT_FOUND, notFound(word, all));
    }

    private static String notFound(String word, List<FoundPool> all) {
        String names = all.stream().map(FoundPool::name).collect(Collectors.joining(", "));
        return "'%s' is no pid, pidfile, unit or pool; the pools that run here: %s"
                .formatted(word, all.isEmpty() ? "none that kidreaper knows" : names);
    }
}
