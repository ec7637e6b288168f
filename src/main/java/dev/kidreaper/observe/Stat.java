package dev.kidreaper.observe;

import dev.kidreaper.model.ProcessId;

/// The fields of `/proc/PID/stat` that are used here (proc_pid_stat(5)).
///
/// @param state one letter: `R` running, `S` sleeping, `T` stopped, `t` stopped by a tracer, `Z`
///   exited and not yet collected by its parent, `X` gone
/// @param parent its parent's pid, 0 for none
/// @param group the pid of its process group's leader
/// @param flags the kernel's flags of the process
/// @param cpuTicks user and system time, in clock ticks
/// @param vszBytes address space
/// @param rssPages resident pages
public record Stat(
        ProcessId id,
        char state,
        int parent,
        int group,
        long flags,
        long cpuTicks,
        long vszBytes,
        long rssPages) {
    private static final long PF_KTHREAD = 0x00200000;

    /// Whether the process is alive: neither exited nor gone.
    public boolean isAlive() {
        return state != 'Z' && state != 'X';
    }

    /// Whether its first thread waits for something that may never come, or is stopped: it neither
    /// runs nor waits for a disk.
    public boolean isAsleep() {
        return state == 'S' || state == 'T' || state == 't';
    }

    /// Whether it leads a process group.
    public boolean leadsGroup() {
        return group == id.pid();
    }

    /// Whether it is a kernel thread.
    public boolean isKernelThread() {
        return (flags & PF_KTHREAD) != 0;
    }

    /// Parses the file. The command name is in parentheses and may contain spaces, parentheses and
    /// line ends, so the fields are counted from the *last* closing one.
    public static Stat parse(String text) throws Unreadable {
        int open = text.indexOf('(');
        int close = text.lastIndexOf(')');
        if (open < 0 || close < open) {
            throw new Unreadable(Unreadable.Why.BROKEN, "stat: no command name in: " + text);
        }
        try {
            int pid = Integer.parseInt(text, 0, open - 1, 10);
            String[] field = text.substring(close + 2).split(" ", -1);
            return new Stat(
                    new ProcessId(pid, Long.parseLong(field[22 - 3])),
                    field[0].charAt(0),
                    Integer.parseInt(field[4 - 3]),
                    Integer.parseInt(field[5 - 3]),
                    Long.parseLong(field[9 - 3]),
                    Long.parseLong(field[14 - 3]) + Long.parseLong(field[15 - 3]),
                    Long.parseUnsignedLong(field[23 - 3]),
                    Long.parseLong(field[24 - 3]));
        } catch (RuntimeException e) {
            throw new Unreadable(Unreadable.Why.BROKEN, "stat: not as proc(5) says: " + text);
        }
    }
}
