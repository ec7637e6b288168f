package dev.kidreaper.observe;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;

/// The threads of one process, as `/proc/PID/task` shows them.
public final class Threads {
    /// Of more threads than this, the rest is not read one by one; of still more it is not known.
    private static final int MOST_THREADS = 64;

    private static final int MOST_LISTED = 4096;

    /// A process with more children is nobody's manager.
    private static final int MOST_CHILDREN = 16_384;

    /// More descriptors are not looked through.
    private static final int MOST_DESCRIPTORS = 4096;

    /// So often a thread that runs is looked at.
    private static final int LOOKS = 5;

    private static final long BETWEEN_LOOKS_NANOS = 1_500_000;
    private static final String WAITS = "\nvoluntary_ctxt_switches:";

    private Threads() {}

    /// The ids of the threads, of a bounded number of them.
    ///
    /// @throws Unreadable GONE if there is no such process
    static List<String> ids(Proc proc, int pid) throws Unreadable {
        if (BoundedFiles.folders(proc.path(pid, "task")) == 1) {
            return List.of(Integer.toString(pid)); // To list them takes ten calls.
        }
        try {
            return proc.names(pid, "task", MOST_LISTED);
        } catch (Unreadable e) {
            throw e.why() == Unreadable.Why.EXHAUSTED ? e : Visibility.absent(proc, pid);
        }
    }

    /// The system calls that the threads are in, of a bounded number of threads.
    static List<Call> calls(Proc proc, int pid) throws Unreadable {
        return each(proc, pid, "syscall").stream().map(Call::parse).toList();
    }

    /// What a thread that is not stopped is seen to be at.
    public enum Sight {
        /// In a call that ends with less than it should when the thread is stopped.
        MOVES,
        /// In another call, or it computes.
        SAFE,
        /// It runs, or waits for a processor: it may be in any call.
        UNKNOWN
    }

    /// One thread that is looked at again and again. In which call a thread is that runs, the
    /// kernel does not tell. One that moves bytes waits every now and then for whoever takes them;
    /// so one that has run for a while without waiting computes.
    public static final class Watched {
        private static final long COMPUTES_NANOS = 1_000_000;

        private final Proc proc;
        private final int pid;
        private final String folder;
        private final boolean orBreaks;
        private long ran = -1;
        private String waits = "";

        /// @param orBreaks whether calls that end with EINTR when they are stopped count as well
        public Watched(Proc proc, int pid, int thread, boolean orBreaks) {
            this.proc = proc;
            this.pid = pid;
            this.folder = "task/" + thread + "/";
            this.orBreaks = orBreaks;
        }

        /// What it is at. One that has gone is safe, and so is one that we may not see into: we may
        /// not trace it either.
        public Sight look() {
            try {
                Call call = Call.parse(proc.text(pid, folder + "syscall"));
                if (call.transfers() || (orBreaks && call.breaks())) {
                    return Sight.MOVES;
                }
                return call.kind() != Call.Kind.NONE || computes() ? Sight.SAFE : Sight.UNKNOWN;
            } catch (Unreadable e) {
                return Sight.SAFE;
            }
        }

        private boolean computes() throws Unreadable {
            if (!new File(proc.path(pid, folder + "schedstat")).exists()) {
                return true; // The kernel does not count: it is taken for that.
            }
            String text = proc.text(pid, folder + "schedstat");
            String status = proc.text(pid, folder + "status");
            long now = Long.parseLong(text, 0, text.indexOf(' '), 10);
            int at = status.indexOf(WAITS);
            String times = at < 0 ? "" : status.substring(at, status.indexOf('\n', at + 1));
            if (!times.equals(waits)) {
                waits = times;
                ran = now;
            }
            return now - ran >= COMPUTES_NANOS;
        }
    }

    /// Whether one of a bounded number of threads runs, and may be in a call that moves bytes.
    static boolean mayMove(Proc proc, int pid) throws Unreadable {
        List<Watched> unknown = new ArrayList<>();
        for (String thread : some(ids(proc, pid))) {
            unknown.add(new Watched(proc, pid, Integer.parseInt(thread), false));
        }
        for (int i = 0; i < LOOKS; i++) {
            var still = new ArrayList<Watched>();
            for (Watched watched : unknown) {
                switch (watched.look()) {
                    case MOVES -> {
                        return true;
                    }
                    case UNKNOWN -> still.add(watched);
                    case SAFE -> {}
                }
            }
            if (still.isEmpty()) {
                return false;
            }
            unknown = still;
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
        return true;
    }

    private static List<String> some(List<String> threads) {
        return threads.subList(0, Math.min(threads.size(), MOST_THREADS));
    }

    /// How many threads there are.
    public static int count(Proc proc, int pid) throws Unreadable {
        return ids(proc, pid).size();
    }

    /// Whether a process is seen to have one thread and no epoll descriptor: so it serves one
    /// connection at a time. False if we may not see that.
    public static boolean isOneWithoutEpoll(Proc proc, int pid) throws Unreadable {
        List<String> names = descriptors(proc, pid);
        if (names.isEmpty() || names.size() == MOST_DESCRIPTORS || count(proc, pid) != 1) {
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

    private static List<String> descriptors(Proc proc, int pid) {
        try {
            return proc.names(pid, "fd", MOST_DESCRIPTORS);
        } catch (Unreadable e) {
            return List.of(); // We may not see them.
        }
    }

    /// The pids of a process's children, over all its threads (`children`).
    ///
    /// @throws Unreadable BROKEN if they are more than any pool has
    public static List<Integer> children(Proc proc, int process) throws Unreadable {
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
            add(text, pids);
            if (pids.size() > MOST_CHILDREN) {
                throw new Unreadable(
                        Unreadable.Why.BROKEN,
                        "pid %d has more than %d children: they are not read"
                                .formatted(process, MOST_CHILDREN));
            }
        }
        return pids;
    }

    /// Adds the pids of a list, each followed by a blank.
    static void add(String children, List<Integer> pids) throws Unreadable {
        try {
            for (int at = 0, end; (end = children.indexOf(' ', at)) > 0; at = end + 1) {
                pids.add(Integer.parseInt(children, at, end, 10));
            }
        } catch (NumberFormatException e) {
            throw new Unreadable(Unreadable.Why.BROKEN, "children: not as proc(5) says");
        }
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

    /// Whether a thread is one of a process's. That holds for as long as the thread is traced: its
    /// number is no other's until we let it go.
    public static boolean has(Proc proc, int pid, int thread) {
        return new File(proc.path(pid, "task/" + thread)).exists();
    }

    /// The text of a file about each thread (proc_pid_task(5)), for a bounded number of threads.
    /// Those that end meanwhile are left out.
    static List<String> each(Proc proc, int pid, String name) throws Unreadable {
        List<String> threads = ids(proc, pid);
        var texts = new ArrayList<String>();
        for (String thread : some(threads)) {
            try {
                texts.add(proc.text(pid, "task/" + thread + "/" + name));
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
