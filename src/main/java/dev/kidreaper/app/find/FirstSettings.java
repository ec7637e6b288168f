package dev.kidreaper.app.find;

import dev.kidreaper.app.OperatorError;
import dev.kidreaper.decide.Recognition;
import dev.kidreaper.decide.SuggestedLimit;
import dev.kidreaper.model.CommandPattern;
import dev.kidreaper.model.FoundPool;
import dev.kidreaper.model.ManagerTarget;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.SuggestedPool;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The first configuration for the pools that run on the machine.
public final class FirstSettings {
    private final Proc proc = Proc.ofMachine();
    private final PoolReader pools = new PoolReader(proc, Recognition::of);
    private final Set<String> taken = new HashSet<>();

    private FirstSettings() {}

    /// A suggestion for each pool that runs and is kept by nobody.
    public static List<SuggestedPool> suggest() throws OperatorError {
        var first = new FirstSettings();
        var suggested = new ArrayList<SuggestedPool>();
        for (FoundPool pool : MachinePools.kept()) {
            if (pool.keeper() == null) {
                suggested.add(first.suggest(pool));
            }
        }
        return suggested;
    }

    private SuggestedPool suggest(FoundPool pool) {
        Size limit = SuggestedLimit.of(pool).orElse(null);
        long over =
                limit == null
                        ? 0
                        : pool.workers().stream()
                                .filter(w -> w.footprint().uss() >= limit.bytes())
                                .count();
        return new SuggestedPool(pool, name(pool), target(pool), limit, (int) over);
    }

    /// A name of its own that a configuration allows.
    private String name(FoundPool pool) {
        String plain = pool.name().replaceAll("[^A-Za-z0-9._-]", "-");
        String name = PoolSettings.isName(plain) ? plain : "pool-" + pool.manager().id().pid();
        for (int i = 2; !taken.add(name); i++) {
            name = "pool-" + pool.manager().id().pid() + "-" + i;
        }
        return name;
    }

    /// By the unit, else by the command line and the user, if that finds the same manager; else by
    /// the pid.
    private ManagerTarget target(FoundPool pool) {
        var ways = new ArrayList<ManagerTarget>();
        int pid = pool.manager().id().pid();
        if (pool.unit() != null) {
            ways.add(new ManagerTarget.BySystemdUnit(pool.unit()));
        }
        try {
            String line = proc.commandLine(pid).replace('\0', ' ').strip();
            String regex = "^" + line.replaceAll("[^A-Za-z0-9 _/:=@%,;~-]", ".") + "$";
            if (!line.isEmpty() && regex.length() <= CommandPattern.LONGEST) {
                String user = Files.getOwner(Path.of(proc.root(), "" + pid)).getName();
                ways.add(new ManagerTarget.ByCommand(CommandPattern.parse(regex), user));
            }
        } catch (Unreadable | IOException | IllegalArgumentException e) {
            return new ManagerTarget.ByPid(pid); // Nothing else is known of it.
        }
        return ways.stream()
                .filter(way -> finds(way, pool))
                .findFirst()
                .orElse(new ManagerTarget.ByPid(pid));
    }

    private boolean finds(ManagerTarget way, FoundPool pool) {
        try {
            return MachinePools.manager(way, proc, pools).id().equals(pool.manager().id());
        } catch (Unreadable e) {
            return false;
        }
    }
}
