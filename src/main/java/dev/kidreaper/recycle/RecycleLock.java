package dev.kidreaper.recycle;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.OpenFile;
import dev.kidreaper.model.Manager;
import dev.kidreaper.observe.OldProcManager;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;

/// The right to recycle a manager's workers, which one program on the machine has at a time: two,
/// each at its own pace, would together take more workers away than either may.
/*
 * A manager that a worker's end would kill gives it to nobody: whoever recycles comes by here.
 *
 * It is a lock on one of the kernel's own files about the manager. So nothing is left behind when
 * we die, a later process with the same pid has another lock, and, since only root and the
 * manager's own user may open that file, no stranger can hold it against us.
 */
public final class RecycleLock implements AutoCloseable {
    private static final String FILE = "syscall";

    private final OpenFile file;

    private RecycleLock(OpenFile file) {
        this.file = file;
    }

    /// What became of asking for it.
    public sealed interface Asked {
        /// We have it.
        record Taken(RecycleLock recycleLock) implements Asked {}

        /// Somebody else has it.
        record Elsewhere() implements Asked {}

        /// Nobody may have it.
        ///
        /// @param why a sentence
        record Forbidden(String why) implements Asked {}
    }

    /// Takes it.
    ///
    /// @throws LinuxException EACCES when we are neither root nor the manager's user
    /// @throws Unreadable when the manager has gone
    public static Asked take(Manager manager, Proc proc) throws LinuxException, Unreadable {
        if (OldProcManager.isDoomed(manager, proc)) {
            return new Asked.Forbidden(
                    ("manager %s runs FCGI::ProcManager before 0.18 as a child of init: when any"
                                    + " worker leaves, it ends itself and all of them. Nothing was"
                                    + " signalled. Upgrade the module, or start the manager under a"
                                    + " supervisor, not as a daemon")
                            .formatted(manager.id()));
        }
        var file = new OpenFile(proc.path(manager.id().pid(), FILE), 1);
        if (file.tryLock()) {
            return new Asked.Taken(new RecycleLock(file));
        }
        file.close();
        return new Asked.Elsewhere();
    }

    @Override
    public void close() {
        file.close();
    }
}
