package dev.kidreaper.observe;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.OpenFile;
import dev.kidreaper.model.ProcessId;

/// How long a process has had a processor, and how long it has waited for one while it could run,
/// of its first thread (`/proc/PID/schedstat`; the kernel's Documentation/scheduler/sched-stats).
/// One system call and no allocation a reading. For one thread at a time.
public final class ProcessorTime implements AutoCloseable {
    private static final int MOST_BYTES = 128;

    private final OpenFile file;
    private long run;
    private long waited;

    /// Opens it.
    ///
    /// @throws LinuxException ENOENT when there is no such process, or the kernel does not count
    public ProcessorTime(Proc proc, ProcessId worker) throws LinuxException {
        file = new OpenFile(proc.path(worker.pid(), "schedstat"), MOST_BYTES);
    }

    /// Reads it.
    ///
    /// @throws LinuxException ESRCH when the process is gone
    public void read() throws LinuxException {
        file.read();
        run = file.number();
        waited = file.number();
    }

    /// How long it has run, in nanoseconds, by the last reading.
    public long runNanos() {
        return run;
    }

    /// How long it has waited, in nanoseconds, by the last reading.
    public long waitedNanos() {
        return waited;
    }

    @Override
    public void close() {
        file.close();
    }
}
