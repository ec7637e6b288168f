package dev.kidreaper.observe;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.OpenFile;
import dev.kidreaper.model.ProcessId;

/// How often a process has come to a page that it had not, or shared: each new page of its own was
/// such a fault (proc_pid_stat(5), fields 10 and 12). For one thread at a time.
public final class Faults implements AutoCloseable {
    private static final int MOST_BYTES = 1024;
    private static final int MINOR = 10;
    private static final int MAJOR = 12;
    private static final int FIRST_AFTER_NAME = 3;

    private final OpenFile file;

    /// Opens it.
    ///
    /// @throws LinuxException ENOENT when there is no such process
    public Faults(Proc proc, ProcessId worker) throws LinuxException {
        file = new OpenFile(proc.path(worker.pid(), "stat"), MOST_BYTES);
    }

    /// How many so far.
    ///
    /// @throws LinuxException ESRCH when it is gone
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
