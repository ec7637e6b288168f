package dev.kidreaper.observe;

import dev.kidreaper.model.Signal;
import java.util.List;

/// What the kernel counts for a process over its life (proc_pid_status(5)). Reading it takes none
/// of the locks that the process itself needs.
///
/// @param rests how often its threads went to sleep by themselves (voluntary context switches)
/// @param peak its largest resident size so far, in bytes
public record Status(long rests, long peak) {
    private static final String PEAK = "\nVmHWM:";
    private static final String TRACER = "\nTracerPid:\t";

    /// Reads the status of a process.
    ///
    /// @throws Unreadable GONE if it has exited, whether collected by its parent or not
    public static Status of(Proc proc, int pid) throws Unreadable {
        return parse(proc.text(pid, "status"), pid, () -> Threads.each(proc, pid, "status"));
    }

    /// The same file about each thread, read where there are several.
    interface OfThreads {
        List<String> texts() throws Unreadable;
    }

    /// Parses the file.
    static Status parse(String text, int pid, OfThreads threads) throws Unreadable {
        // An exited process has no memory any more, so these lines are missing.
        if (!text.contains(PEAK)) {
            throw new Unreadable(Unreadable.Why.GONE, "pid " + pid + " has exited");
        }
        boolean isAlone = number(text, "\nThreads:") == 1;
        long rests = 0;
        // The process's own file is about its first thread, which does no work if others serve, as
        // in puma.
        for (String thread : isAlone ? List.of(text) : threads.texts()) {
            rests += number(thread, "\nvoluntary_ctxt_switches:");
        }
        return new Status(rests, number(text, PEAK) * 1024);
    }

    /// The signals of a process, each set with a bit for each: bit 0 is for signal 1
    /// (proc_pid_status(5)).
    ///
    /// @param sent those that are on their way
    /// @param caught those for which it has a handler
    public record Signals(long sent, long blocked, long ignored, long caught) {
        /// CHLD, CONT, URG and WINCH: they do nothing where there is no handler (signal(7)).
        private static final long NOTHING_BY_DEFAULT = 1L << 16 | 1L << 17 | 1L << 22 | 1L << 27;

        public static Signals of(Proc proc, int pid) throws Unreadable {
            String status = proc.text(pid, "status");
            return new Signals(
                    mask(status, "\nSigPnd:\t") | mask(status, "\nShdPnd:\t"),
                    mask(status, "\nSigBlk:\t"),
                    mask(status, "\nSigIgn:\t"),
                    mask(status, "\nSigCgt:\t"));
        }

        /// Whether one is on its way that it does not block.
        public boolean areOnTheirWay() {
            return (sent & ~blocked) != 0;
        }

        /// Those that do nothing to it: without a tracer the kernel drops them.
        public long meaningless() {
            return ignored | (NOTHING_BY_DEFAULT & ~caught);
        }
    }

    /// Whether a process holds up a signal that it was sent: it blocks it, and has not taken it yet
    /// (proc_pid_status(5)).
    public static boolean holdsUp(Proc proc, int pid, Signal signal) throws Unreadable {
        String status = proc.text(pid, "status");
        return signal.isIn(mask(status, "\nShdPnd:\t") & mask(status, "\nSigBlk:\t"));
    }

    private static long mask(String status, String name) {
        int at = status.indexOf(name) + name.length();
        return at < name.length()
                ? 0
                : Long.parseUnsignedLong(status, at, status.indexOf('\n', at), 16);
    }

    /// The process that traces a process; 0: none (proc_pid_status(5)).
    public static int tracer(Proc proc, int pid) throws Unreadable {
        String text = proc.text(pid, "status");
        int at = text.indexOf(TRACER) + TRACER.length();
        try {
            return Integer.parseInt(text, at, text.indexOf('\n', at), 10);
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new Unreadable(Unreadable.Why.BROKEN, "status: not as proc(5) says");
        }
    }

    private static long number(String status, String name) throws Unreadable {
        int at = status.indexOf(name) + name.length();
        int end = status.indexOf('\n', at);
        if (at < name.length() || end < 0) {
            throw new Unreadable(Unreadable.Why.BROKEN, "status: no line '" + name.strip() + "'");
        }
        long number = 0;
        for (char c : status.substring(at, end).toCharArray()) {
            number = Character.isDigit(c) ? number * 10 + c - '0' : number;
        }
        return number;
    }
}
