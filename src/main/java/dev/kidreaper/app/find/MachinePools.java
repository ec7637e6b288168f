package dev.kidreaper.app.find;

import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.OperatorNote;
import dev.kidreaper.decide.Recognition;
import dev.kidreaper.discover.Discovery;
import dev.kidreaper.discover.HiddenPrograms;
import dev.kidreaper.model.FoundPool;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.ManagerTarget;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.ProfileChoice;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.ManagerFinder;
import java.util.List;

/// The pools that run on the machine, found by a look at all processes.
public final class MachinePools {
    private MachinePools() {}

    /// All of them by name, with those that keep them. Says on standard error what cannot be seen.
    public static List<FoundPool> kept() throws OperatorError {
        var proc = Proc.ofMachine();
        Discovery.Found found = find(proc, new PoolReader(proc, Recognition::of));
        if (proc.hidesOthers()) {
            OperatorNote.say("/proc hides other users' processes (hidepid): run as root");
        }
        if (!found.hidden().isEmpty()) {
            OperatorNote.say(HiddenPrograms.sentence(found.hidden(), proc));
        }
        return Keepers.told(found.pools(), found.javas(), proc);
    }

    /// The manager that a target names, found as the daemon finds it.
    static Manager manager(ManagerTarget target, Proc proc, PoolReader pools) throws Unreadable {
        var settings =
                new PoolSettings(
                        "named",
                        target,
                        new ProfileChoice.Recognised(),
                        Limits.NONE,
                        RecyclePolicy.WATCHED.observing());
        return new ManagerFinder(settings, proc, pools).find();
    }

    static Discovery.Found find(Proc proc, PoolReader pools) throws OperatorError {
        try {
            return new Discovery(proc, pools).find();
        } catch (Unreadable e) {
            throw OperatorError.of(e);
        }
    }
}
