package dev.kidreaper.observe;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Pidfd;

/// Whether a process that `/proc` does not show runs all the same (proc(5), `hidepid`).
final class Visibility {
    private Visibility() {}

    /// That there is no process with a pid, or that `/proc` does not let us see it.
    static Unreadable absent(Proc proc, int pid) {
        if (proc.exists(pid)) {
            return new Unreadable(
                    Unreadable.Why.DENIED,
                    "may not look into pid %d; %s".formatted(pid, Rights.toSee(proc, pid)));
        }
        return isHidden(proc, pid)
                ? new Unreadable(
                        Unreadable.Why.DENIED,
                        ("pid %d runs, but /proc hides it from this user (hidepid): run as root or"
                                        + " its user")
                                .formatted(pid))
                : new Unreadable(Unreadable.Why.GONE, "no process has pid " + pid);
    }

    /// Whether a process runs that `/proc` does not show. Other calls find it all the same.
    static boolean isHidden(Proc proc, int pid) {
        if (!proc.root().equals(Proc.MACHINE) || proc.exists(pid)) {
            return false;
        }
        try (var there = Pidfd.open(pid)) {
            return !there.hasExited() && !proc.exists(pid);
        } catch (LinuxException e) {
            return false; // There is none, or it cannot be told.
        }
    }
}
