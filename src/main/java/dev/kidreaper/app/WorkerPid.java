package dev.kidreaper.app;

import dev.kidreaper.model.ForeignText;
import dev.kidreaper.model.Manager;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.PoolReader.Child;
import dev.kidreaper.observe.PoolReader.Depth;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.util.List;

/// What is said to an operator that names a worker, or kidreaper itself, in place of a manager.
final class WorkerPid {
    /// Where the program begins, as the launcher starts it.
    private static final String MAIN = "dev.kidreaper.cli.Main";

    private WorkerPid() {}

    /// Refuses a process that is a worker of a known kind of manager.
    ///
    /// @param named what its pid was taken for
    /// @throws OperatorError that says whose worker it is
    static void refuse(Manager named, PoolReader pools) throws OperatorError {
        int pid = named.id().pid();
        if (!named.profile().isUnknown() || named.parent() <= 1) {
            return;
        }
        try {
            Manager manager = pools.manager(named.parent());
            if (!manager.profile().isUnknown()
                    && !pools.hasChildren(pid)
                    && pools.child(manager, pid, 0, Depth.CHEAP) instanceof Child.Serving) {
                throw new OperatorError(
                        ExitCode.NOT_FOUND,
                        "pid %d is a worker of manager %s (%s): name that one"
                                .formatted(pid, manager.id(), manager.profile().name()));
            }
        } catch (Unreadable e) {
            return; // Its parent has gone, or is not for our eyes: it stays what it was taken for.
        }
    }

    /// Refuses a process that is kidreaper itself: its children are workers, or a manager, but they
    /// are kept by it.
    ///
    /// @throws OperatorError that says how to reach its pools
    static void refuseOurselves(Manager named, Proc proc) throws OperatorError {
        if (!named.profile().isUnknown()) {
            return;
        }
        try {
            int pid = named.id().pid();
            List<String> words = List.of(proc.commandLine(pid).split("\0", -1));
            int main = words.indexOf(MAIN);
            if (main >= 0 && main + 1 < words.size()) {
                throw new OperatorError(
                        ExitCode.NOT_FOUND,
                        ("pid %d is kidreaper %s itself, no pool's manager: kidreaper status shows"
                                        + " its pools, kidreaper recycle POOL recycles their"
                                        + " workers")
                                .formatted(pid, ForeignText.harmless(words.get(main + 1))));
            }
        } catch (Unreadable e) {
            return; // It has gone, or is not for our eyes: it stays what it was taken for.
        }
    }
}
