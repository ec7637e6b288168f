package dev.kidreaper.observe;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.OpenFile;
import dev.kidreaper.model.ProcessId;

/// The processor time of a process's first thread, and the time it waited for a processor while it
/// could run (`/proc/PID/schedstat`; the kernel's Documentation/scheduler/sched-stats). One system
/// call and no allocation a reading. For one thread at a time.
public final class ProcessorTime implements AutoCloseable {
    private static final int MOST_BYTES = 128;

    private final OpenFile file;
    private long run;
    private long waited;

    /// Opens the file of a worker.
    ///
    /// @throws LinuxException ENOENT if there is no such process, or the kernel does not count
    public ProcessorTime(Proc proc, ProcessId worker) throws LinuxException {
        file = new OpenFile(proc.path(worker.pid(), "schedstat"), MOST_BYTES);
    }

    /// Takes a reading.
    ///
    /// @throws LinuxException ESRCH if the process is gone
    public void read() throws LinuxException {
        file.read();
        run = file.number();
        waited = file.number();
    }

    /// The running time by the last reading, in nanoseconds.
    public long runNanos() {
        return run;
    }

    /// The waiting time by the last reading, in nanoseconds.
    public long waitedNanos() {
        return waited;
    }

    @Override
    public void close() {
        file.close();
    }
}
