package dev.kidreaper.act;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.OpenFile;
import dev.kidreaper.model.Manager;
import dev.kidreaper.observe.Proc;
import org.jspecify.annotations.Nullable;

/// The right to recycle a manager's workers, which one program on the machine has at a time: two,
/// each at its own pace, would together take more workers away than either may.
/*
 * It is a lock on one of the kernel's own files about the manager. So nothing is left behind when
 * we die, a later process with the same pid has another lock, and, since only root and the
 * manager's own user may open that file, no stranger can hold it against us.
 */
public final class Turn implements AutoCloseable {
    private static final String FILE = "syscall";

    private final OpenFile file;

    private Turn(OpenFile file) {
        this.file = file;
    }

    /// Takes it.
    ///
    /// @return null when somebody else has it
    /// @throws LinuxException EACCES when we are neither root nor the manager's user
    public static @Nullable Turn take(Manager manager, Proc proc) throws LinuxException {
        var file = new OpenFile(proc.path(manager.id().pid(), FILE), 1);
        if (file.tryLock()) {
            return new Turn(file);
        }
        file.close();
        return null;
    }

    @Override
    public void close() {
        file.close();
    }
}
