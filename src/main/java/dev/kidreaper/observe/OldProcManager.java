package dev.kidreaper.observe;

import dev.kidreaper.model.Manager;
import dev.kidreaper.model.PerlProfiles;

/// The managers that a worker's end kills: `FCGI::ProcManager` before 0.18 (December 2007), when
/// init has become its parent.
/*
 * At the top of its loop, which turns whenever a worker exits, that version died when getppid() was
 * 1, so a daemonised manager took its whole tree down at the first worker that left, for whatever
 * reason. Which version runs cannot be told from files: perl closes its
 * modules after reading them, and the title it sets overwrites its environment. But the sentence is
 * in the program's heap as long as it runs, and in no later version.
 */
public final class OldProcManager {
    private static final String LAST_WORDS = "calling process has died";
    private static final int INIT = 1;

    private OldProcManager() {}

    /// Whether the end of any worker ends this manager and all its workers. False when we may not
    /// see.
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
