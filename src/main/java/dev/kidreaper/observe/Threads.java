package dev.kidreaper.observe;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// The threads of one process, as `/proc/PID/task` shows them.
public final class Threads {
    private static final String ARCHITECTURE = System.getProperty("os.arch", "");

    /// Of more threads than this, the rest is not read one by one.
    private static final int MOST_THREADS = 64;

    private Threads() {}

    /// The ids of the threads.
    ///
    /// @throws Unreadable GONE if there is no such process
    static String[] ids(Proc proc, int pid) throws Unreadable {
        String[] threads = new File(proc.path(pid, "task")).list();
        if (threads == null) {
            throw new Unreadable(Unreadable.Why.GONE, "no process has pid " + pid);
        }
        return threads;
    }

    /// The one thread of a name (proc_pid_comm(5)); empty if there is none, or more than one.
    public static OptionalInt named(Proc proc, int pid, String name) throws Unreadable {
        var found = OptionalInt.empty();
        for (String thread : ids(proc, pid)) {
            if (isNamed(proc, pid, thread, name)) {
                if (found.isPresent()) {
                    return OptionalInt.empty();
                }
                found = OptionalInt.of(Integer.parseInt(thread));
            }
        }
        return found;
    }

    /// The text of a file about each thread (proc_pid_task(5)), for a bounded number of threads.
    /// Those that end meanwhile are left out.
    static List<String> each(Proc proc, int pid, String name) throws Unreadable {
        String[] threads = ids(proc, pid);
        var texts = new ArrayList<String>();
        for (int i = 0; i < Math.min(threads.length, MOST_THREADS); i++) {
            try {
                texts.add(proc.text(pid, "task/" + threads[i] + "/" + name));
            } catch (Unreadable e) {
                if (e.why() != Unreadable.Why.GONE) {
                    throw e;
                }
            }
        }
        return texts;
    }

    private static boolean isNamed(Proc proc, int pid, String thread, String name)
            throws Unreadable {
        try {
            return proc.text(pid, "task/" + thread + "/comm").strip().equals(name);
        } catch (Unreadable e) {
            if (e.why() == Unreadable.Why.GONE) {
                return false; // It has ended since it was listed.
            }
            throw e;
        }
    }

    /// The system call of a stopped thread.
    public static Call call(Proc proc, int pid, int thread) throws Unreadable {
        return Call.parse(proc.text(pid, "task/" + thread + "/syscall"), ARCHITECTURE);
    }
}
