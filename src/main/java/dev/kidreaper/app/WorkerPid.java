package dev.kidreaper.app;

import dev.kidreaper.model.Manager;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.PoolReader.Child;
import dev.kidreaper.observe.PoolReader.Depth;
import dev.kidreaper.observe.Unreadable;

/// What is said to an operator that names a worker in place of its manager.
final class WorkerPid {
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
}
