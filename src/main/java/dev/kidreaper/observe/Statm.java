package dev.kidreaper.observe;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.OpenFile;
import dev.kidreaper.model.ProcessId;

/// The cheap part of one worker's footprint, read again and again through an open file: one system
/// call and no allocation a reading (proc_pid_statm(5)). The open file belongs to the process that
/// had the pid when it was opened, and to no later one. For one thread at a time.
public final class Statm implements AutoCloseable {
    private static final int MOST_BYTES = 256;

    private final OpenFile file;
    private final long pageSize;
    private long vszPages;
    private long rssPages;
    private long filePages;

    /// Opens the file of a worker.
    ///
    /// @throws LinuxException ENOENT if there is no such process
    public Statm(Proc proc, ProcessId worker) throws LinuxException {
        file = new OpenFile(proc.path(worker.pid(), "statm"), MOST_BYTES);
        pageSize = proc.pageSize();
    }

    /// Takes a reading. Returns whether the process still has memory: an exited one has none.
    ///
    /// @throws LinuxException ESRCH if the process is gone
    public boolean read() throws LinuxException {
        file.read();
        vszPages = file.number();
        rssPages = file.number();
        filePages = file.number();
        return vszPages > 0;
    }

    /// Address space at the last reading, in bytes.
    public long vszBytes() {
        return vszPages * pageSize;
    }

    /// Resident memory at the last reading, in bytes.
    public long rssBytes() {
        return rssPages * pageSize;
    }

    /// The part of it that is mapped files and shared memory, in bytes.
    public long fileBytes() {
        return filePages * pageSize;
    }

    @Override
    public void close() {
        file.close();
    }
}
