package dev.kidreaper.recycle;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.OpenFile;
import dev.kidreaper.model.Manager;
import dev.kidreaper.observe.OldProcManager;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The right to recycle a manager's workers, or those of one of its pools. One program on the
/// machine has it at a time: two, each at its own pace, would together take away more workers than
/// either may.
/*
 * Whatever recycles takes this lock first. So it is also the place to refuse a manager that would
 * die of the end of one of its workers.
 *
 * It is a lock on one of the kernel's own files about the manager. So nothing is left behind when
 * we die, and a later process with the same pid has another lock. Only root and the manager's own
 * user may open that file, so no other user can hold the lock against us.
 *
 * Who recycles one of several pools shares the lock on the file with those that recycle another,
 * and reserves a byte of it that the pool's name tells.
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
        ///
        /// @param holder which one, for an operator; null if that is not seen
        record Elsewhere(@Nullable String holder) implements Asked {}

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
        var file = new OpenFile(proc.path(manager.id().pid(), FILE), 1);
        boolean ours = false;
        try {
            if (!isTaken(file, manager.profile().onlyPool())) {
                return new Asked.Elsewhere(LockHolder.of(file.path(), proc));
            }
            // Only now: a search takes its time, and whoever comes meanwhile need not search too.
            if (OldProcManager.isDoomed(manager, proc)) {
                return new Asked.Forbidden(doomed(manager));
            }
            ours = true;
            return new Asked.Taken(new RecycleLock(file));
        } finally {
            if (!ours) {
                file.close();
            }
        }
    }

    private static String doomed(Manager manager) {
        return ("manager %s runs FCGI::ProcManager before 0.18 as a child of init: when any worker"
                        + " leaves, it ends itself and all of them. Nothing was signalled. Upgrade"
                        + " the module, or start the manager under a supervisor, not as a daemon")
                .formatted(manager.id());
    }

    private static boolean isTaken(OpenFile file, @Nullable String onlyPool) throws LinuxException {
        return onlyPool == null
                ? file.tryLock()
                : file.tryShare() && file.tryReserve(place(onlyPool));
    }

    /// A place in the file that the name alone tells. Two names have the same one by a chance of
    /// one in 2^62; then their pools would take turns.
    private static long place(String onlyPool) {
        long hash = 0;
        for (byte one : onlyPool.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ one) * 0x100000001B3L; // As FNV-1a mixes.
        }
        return hash >>> 2;
    }

    @Override
    public void close() {
        file.close();
    }
}
