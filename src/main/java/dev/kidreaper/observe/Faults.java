package dev.kidreaper.observe;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.OpenFile;
import dev.kidreaper.model.ProcessId;

/// The page faults of a process, on pages that it did not have or that it shared. Each new page of
/// its own was such a fault (proc_pid_stat(5), fields 10 and 12). For one thread at a time.
public final class Faults implements AutoCloseable {
    private static final int MOST_BYTES = 1024;
    private static final int MINOR = 10;
    private static final int MAJOR = 12;
    private static final int FIRST_AFTER_NAME = 3;

    private final OpenFile file;

    /// Opens the file of a worker.
    ///
    /// @throws LinuxException ENOENT if there is no such process
    public Faults(Proc proc, ProcessId worker) throws LinuxException {
        file = new OpenFile(proc.path(worker.pid(), "stat"), MOST_BYTES);
    }

    /// The number of faults so far.
    ///
    /// @throws LinuxException ESRCH if the process is gone
    public long count() throws LinuxException {
        int length = file.read();
        int at = length - 1;
        while (at > 0 && file.byteAt(at) != ')') {
            at--;
        }
        file.goTo(at + 2);
        long sum = 0;
        for (int field = FIRST_AFTER_NAME; field <= MAJOR; field++) {
            long number = file.number();
            sum += field == MINOR || field == MAJOR ? number : 0;
        }
        return sum;
    }

    @Override
    public void close() {
        file.close();
    }
}
