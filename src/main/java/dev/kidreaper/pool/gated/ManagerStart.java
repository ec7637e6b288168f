package dev.kidreaper.pool.gated;

import dev.kidreaper.linux.Child;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Pool;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.ServingCheck;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The start of a manager, as it is looked at: from the process that we have started to the first
/// worker that serves.
final class ManagerStart {
    /// A manager whose workers ask for connections is of a kind that nobody knows if it was not
    /// recognised by then.
    private static final Duration RECOGNISED_WITHIN = Duration.ofSeconds(3);

    private final Child child;
    private final @Nullable Doorkeeper doorkeeper;
    private final PoolReader pools;
    private final Proc proc;
    private final boolean takenOver;
    private long asked;

    /// @param takenOver whether it ran already: whoever is its worker serves
    /// @param doorkeeper at which the workers ask; null: there is no gate
    ManagerStart(
            Child child,
            boolean takenOver,
            @Nullable Doorkeeper doorkeeper,
            PoolReader pools,
            Proc proc) {
        this.takenOver = takenOver;
        this.child = child;
        this.doorkeeper = doorkeeper;
        this.pools = pools;
        this.proc = proc;
    }

    /// The manager, once one of its workers serves; null: not yet.
    ///
    /// @param now in nanoseconds
    @Nullable Manager look(long now) {
        int parent = doorkeeper == null ? 0 : doorkeeper.parent();
        int ourselves = (int) ProcessHandle.current().pid();
        // A wrapper's manager is the parent of those that ask.
        int pid = parent == 0 || parent == ourselves ? child.pid() : parent;
        if (parent != 0 && asked == 0) {
            asked = now;
        }
        try {
            Manager manager = pools.manager(pid);
            if (takenOver) {
                return hasWorkers(manager) ? manager : null;
            }
            boolean isKnown = !manager.profile().isUnknown();
            boolean hasAsked = parent != 0 && parent != ourselves;
            boolean isLate = asked != 0 && now - asked > RECOGNISED_WITHIN.toNanos();
            return (isKnown && (hasAsked || serves(manager))) || (isLate && hasWorkers(manager))
                    ? manager
                    : null;
        } catch (Unreadable e) {
            return null; // It is about to become another program, or has ended.
        }
    }

    private boolean serves(Manager manager) throws Unreadable {
        var check = new ServingCheck(proc, manager.profile());
        Pool pool = pools.pool(manager, PoolReader.Depth.CHEAP);
        return pool.workers().stream()
                .anyMatch(w -> check.look(w.id()) == ServingCheck.Seen.SERVING);
    }

    private boolean hasWorkers(Manager manager) throws Unreadable {
        return !pools.pool(manager, PoolReader.Depth.CHEAP).workers().isEmpty();
    }

    /// Why the program is no manager of workers: it takes connections itself, and has started
    /// nobody; null while that is not seen.
    @Nullable String noManager(long now) {
        int ourselves = (int) ProcessHandle.current().pid();
        if (asked == 0
                || now - asked < RECOGNISED_WITHIN.toNanos()
                || doorkeeper == null
                || doorkeeper.parent() != ourselves) {
            return null;
        }
        try {
            return pools.children(child.pid()).isEmpty()
                    ? "COMMAND takes connections itself, and has no workers: it is no preforking"
                            + " manager, or was started with one worker and no master"
                    : null;
        } catch (Unreadable e) {
            return null; // It has ended.
        }
    }

    /// Why no worker ever served: the program has ended.
    String problem(Child.End end) {
        String why = end.code() == 0 ? "; start it in the foreground, not as a daemon" : "";
        return "COMMAND ended (%s) before a worker waited for a connection".formatted(end.words())
                + why;
    }
}
