package dev.kidreaper.recycle;

import dev.kidreaper.model.LogWord;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The process that has locked a file, as the kernel lists it (proc_locks(5)).
final class LockHolder {
    private static final int MOST_TITLE = 80;
    private static final int PID = 4;
    private static final int FILE = 5;

    private LockHolder() {}

    /// The holder, for an operator: `pid 812 (title)`; null if the kernel does not tell.
    ///
    /// @param path of the locked file
    static @Nullable String of(String path, Proc proc) {
        try {
            Object inode = Files.getAttribute(Path.of(path), "unix:ino");
            int pid = pid(proc.machineHead("locks"), inode.toString());
            return pid <= 0 ? null : "pid %d (%s)".formatted(pid, title(pid, proc));
        } catch (IOException | Unreadable e) {
            return null; // The lock is given back, or the list is not for our eyes.
        }
    }

    /// The pid in the line of a file; not positive if there is none, or if it is not told, as of a
    /// process that another container hides.
    ///
    /// @param locks lines such as `1: FLOCK ADVISORY WRITE 812 00:15:4711 0 EOF`
    static int pid(String locks, String inode) {
        for (String line : locks.split("\n", -1)) {
            String[] field = line.strip().split("\\s+", -1);
            if (field.length > FILE && field[FILE].endsWith(":" + inode)) {
                try {
                    return Integer.parseInt(field[PID]);
                } catch (NumberFormatException e) {
                    return 0; // A waiter's line has one word more.
                }
            }
        }
        return 0;
    }

    private static String title(int pid, Proc proc) {
        try {
            String title = proc.commandLine(pid).split("\0", 2)[0].strip();
            return LogWord.of(title.substring(0, Math.min(title.length(), MOST_TITLE)));
        } catch (Unreadable e) {
            return "it has gone";
        }
    }
}
