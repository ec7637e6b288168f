package dev.kidreaper.observe;

import dev.kidreaper.model.Signal;
import java.util.Arrays;

/// The users and the group of a process, and the signals that it handles (proc_pid_status(5)).
///
/// @param realUid the user who started it
/// @param effectiveUid the user whose rights it has
/// @param savedUid the user whose rights it can take again
/// @param effectiveGid the group whose rights it has
/// @param caughtSignals a bit for each signal that has a handler, bit 0 for signal 1
/// @param ignoredSignals a bit for each signal that it ignores
public record Credentials(
        int realUid,
        int effectiveUid,
        int savedUid,
        int effectiveGid,
        long caughtSignals,
        long ignoredSignals) {
    /// Reads the credentials of a process.
    public static Credentials of(Proc proc, int pid) throws Unreadable {
        return parse(proc.text(pid, "status"), pid);
    }

    /// Parses the file.
    static Credentials parse(String text, int pid) throws Unreadable {
        try {
            int[] uids = numbers(text, "\nUid:");
            return new Credentials(
                    uids[0],
                    uids[1],
                    uids[2],
                    numbers(text, "\nGid:")[1],
                    Long.parseUnsignedLong(line(text, "\nSigCgt:"), 16),
                    Long.parseUnsignedLong(line(text, "\nSigIgn:"), 16));
        } catch (RuntimeException e) {
            throw new Unreadable(
                    Unreadable.Why.BROKEN, "status of pid " + pid + ": not as proc(5) says");
        }
    }

    /// Whether the process has a handler for a signal.
    public boolean catches(Signal signal) {
        return signal.isIn(caughtSignals);
    }

    /// Whether the process ignores a signal.
    public boolean ignores(Signal signal) {
        return signal.isIn(ignoredSignals);
    }

    /// Whether the process belongs to a user alone, with no way to other rights.
    public boolean isOnly(int uid) {
        return realUid == uid && effectiveUid == uid && savedUid == uid;
    }

    private static int[] numbers(String text, String name) {
        return Arrays.stream(line(text, name).split("\\s+", -1))
                .mapToInt(Integer::parseUnsignedInt)
                .toArray();
    }

    private static String line(String text, String name) {
        int at = text.indexOf(name) + name.length();
        return text.substring(at, text.indexOf('\n', at)).strip();
    }
}
