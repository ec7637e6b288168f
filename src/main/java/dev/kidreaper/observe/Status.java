package dev.kidreaper.observe;

/// What the kernel counts of a process over its life (proc_pid_status(5)); reading it takes none of
/// the locks that the process itself needs.
///
/// @param rests how often its threads have gone to sleep by themselves (voluntary context switches)
/// @param peak the most that was ever resident of it, in bytes
public record Status(long rests, long peak) {
    /// Reads it.
    static Status of(Proc proc, int pid) throws Unreadable {
        String text = proc.text(pid, "status");
        // That line is of the first thread, which does no work where others serve, as puma's do.
        long rests =
                number(text, "\nThreads:") == 1
                        ? rests(text)
                        : Threads.each(proc, pid, "status").stream().mapToLong(Status::rests).sum();
        return new Status(rests, number(text, "\nVmHWM:") * 1024);
    }

    private static long rests(String status) {
        return counted(status, "\nvoluntary_ctxt_switches:");
    }

    private static long number(String status, String name) throws Unreadable {
        if (!status.contains(name)) {
            throw new Unreadable(Unreadable.Why.BROKEN, "status: no line '" + name.strip() + "'");
        }
        return counted(status, name);
    }

    /// The number in the line of that name; 0 when there is none.
    private static long counted(String status, String name) {
        int at = status.indexOf(name) + name.length();
        int end = status.indexOf('\n', at);
        if (at < name.length() || end < 0) {
            return 0;
        }
        long number = 0;
        for (char c : status.substring(at, end).toCharArray()) {
            number = Character.isDigit(c) ? number * 10 + c - '0' : number;
        }
        return number;
    }
}
