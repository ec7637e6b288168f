package dev.kidreaper.observe;

import dev.kidreaper.model.Manager;
import dev.kidreaper.model.PerlProfiles;

/// The test for managers that a worker's end kills: `FCGI::ProcManager` before 0.18 (December
/// 2007), if init is its parent.
/*
 * That version runs its loop once for each worker that exits, and dies at its top if getppid() is
 * 1. So a daemonised manager took down its whole tree at the first worker that left, for whatever
 * reason. Files do not tell which version runs: perl closes its modules after reading them, and the
 * title that it sets overwrites its environment. But the sentence with which it dies is in the
 * program's heap as long as it runs, and in no later version.
 */
public final class OldProcManager {
    private static final String LAST_WORDS = "calling process has died";
    private static final int INIT = 1;

    private OldProcManager() {}

    /// Whether the end of any worker ends this manager and all its workers. False if we may not see
    /// that.
    public static boolean isDoomed(Manager manager, Proc proc) throws Unreadable {
        if (manager.parent() != INIT || !manager.profile().equals(PerlProfiles.FCGI_PROCMANAGER)) {
            return false;
        }
        try {
            return MemorySearch.holds(proc, manager.id().pid(), LAST_WORDS);
        } catch (Unreadable e) {
            if (e.why() == Unreadable.Why.DENIED) {
                return false;
            }
            throw e;
        }
    }
}
