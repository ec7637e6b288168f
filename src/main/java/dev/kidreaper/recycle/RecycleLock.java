package dev.kidreaper.recycle;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.OpenFile;
import dev.kidreaper.model.Manager;
import dev.kidreaper.observe.OldProcManager;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;

/// The right to recycle a manager's workers. One program on the machine has it at a time: two, each
/// at its own pace, would together take away more workers than either may.
/*
 * Whatever recycles takes this lock first. So it is also the place to refuse a manager that would
 * die of the end of one of its workers.
 *
 * It is a lock on one of the kernel's own files about the manager. So nothing is left behind when
 * we die, and a later process with the same pid has another lock. Only root and the manager's own
 * user may open that file, so no other user can hold the lock against us.
 */
public final class RecycleLock implements AutoCloseable {
    private static final String FILE = "syscall";

    private final OpenFile file;

    private RecycleLock(OpenFile file) {
        this.file = file;
    }

    /// The answer to a program that asks for the lock.
    public sealed interface Asked {
        /// We have it.
        record Taken(RecycleLock recycleLock) implements Asked {}

        /// Another program has it.
        record Elsewhere() implements Asked {}

        /// No program may have it.
        ///
        /// @param why a sentence
        record Forbidden(String why) implements Asked {}
    }

    /// Takes it, if it is free.
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
