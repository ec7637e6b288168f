package dev.kidreaper.observe;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// The threads of one process, as `/proc/PID/task` shows them.
public final class Threads {
    /// Of more threads than this, the rest is not read one by one.
    private static final int MOST_THREADS = 64;

    private Threads() {}

    /// The ids of the threads.
    ///
    /// @throws Unreadable GONE if there is no such process
    static String[] ids(Proc proc, int pid) throws Unreadable {
        String[] threads = new File(proc.path(pid, "task")).list();
        if (threads == null) {
            throw Visibility.absent(proc, pid);
        }
        return threads;
    }

    /// The system calls that the threads are in, of a bounded number of threads.
    static List<Call> calls(Proc proc, int pid) throws Unreadable {
        return each(proc, pid, "syscall").stream().map(Call::parse).toList();
    }

    /// How many threads there are.
    public static int count(Proc proc, int pid) throws Unreadable {
        return ids(proc, pid).length;
    }

    /// Whether a process is seen to have one thread and no epoll descriptor: so it serves one
    /// connection at a time. False if we may not see that.
    public static boolean isOneWithoutEpoll(Proc proc, int pid) throws Unreadable {
        String folder = proc.path(pid, "fd");
        String[] names = new File(folder).list();
        if (names == null || count(proc, pid) != 1) {
            return false;
        }
        for (String name : names) {
            String target = proc.link(pid, "fd/" + name);
            if (target.isEmpty() || target.equals("anon_inode:[eventpoll]")) {
                return false;
            }
        }
        return true;
    }

    /// The pids of a process's children, over all its threads (`children`).
    static List<Integer> children(Proc proc, int process) throws Unreadable {
        var pids = new ArrayList<Integer>();
        for (String thread : Threads.ids(proc, process)) {
            String text;
            try {
                text = proc.text(process, "task/" + thread + "/children");
            } catch (Unreadable e) {
                if (new File(proc.path(process, "task/" + thread)).exists()) {
                    throw e;
                }
                continue; // The thread has ended; its children belong to another thread now.
            }
            for (int at = 0, end; (end = text.indexOf(' ', at)) > 0; at = end + 1) {
                pids.add(Integer.parseInt(text, at, end, 10));
            }
        }
        return pids;
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
}
