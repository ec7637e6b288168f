package dev.kidreaper.model;

/// The identity of a process: its pid **and** its start time. A pid alone names nobody for long.
///
/// @param pid the process id, positive
/// @param startTicks when it started, in clock ticks since boot (proc_pid_stat(5), field 22)
public record ProcessId(int pid, long startTicks) {
    public ProcessId {
        if (pid <= 0 || startTicks < 0) {
            throw new IllegalArgumentException("no process: pid " + pid + ", start " + startTicks);
        }
    }

    @Override
    public String toString() {
        return Integer.toString(pid);
    }
}
