package dev.kidreaper.app;

import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.PoolReader.Depth;
import dev.kidreaper.observe.Unreadable;

/// Says on standard error which children of a manager are left alone though an operator may mean
/// them.
final class ChildrenLeftAlone {
    private ChildrenLeftAlone() {}

    /// A kind was recognised, but in a form that is not known (a threaded Apache, say), or the pid
    /// is a wrapper's: better said than passed over.
    static void say(Manager manager, PoolReader pools) throws Unreadable {
        Pool pool = pools.pool(manager, Depth.CHEAP);
        boolean isToldAlready = manager.profile().onlyPool() != null;
        if (manager.profile().isUnknown()) {
            pool.others().forEach(child -> sayWhetherItManages(manager, pools, child));
        } else if (!isToldAlready && pool.workers().isEmpty() && !pool.others().isEmpty()) {
            OperatorNote.say(
                    ("manager %s (%s) has %d children, but none looks like a worker of that kind:"
                                    + " all are left alone")
                            .formatted(
                                    manager.id(), manager.profile().name(), pool.others().size()));
            pool.others().forEach(child -> sayWhetherItHasWorkers(manager, pools, child));
        }
    }

    /// A child that has no workers yet may be a worker itself that still loads.
    private static void sayWhetherItHasWorkers(Manager manager, PoolReader pools, ProcessId child) {
        try {
            if (pools.hasChildren(child.pid())) {
                sayWhetherItManages(manager, pools, child);
            }
        } catch (Unreadable e) {
            return; // It has gone.
        }
    }

    private static void sayWhetherItManages(Manager manager, PoolReader pools, ProcessId child) {
        try {
            Manager below = pools.manager(child.pid());
            if (!below.profile().isUnknown()) {
                OperatorNote.say(
                        ("child %s of manager %s is a manager itself (%s), so it is left alone: for"
                                        + " its workers use its own pid, --pid %s")
                                .formatted(child, manager.id(), below.profile().name(), child));
            }
        } catch (Unreadable e) {
            return; // It has gone.
        }
    }
}
