package dev.kidreaper.observe;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.OpenFile;
import dev.kidreaper.model.ProcessId;

/// The cheap part of one worker's footprint, read again and again through a file kept open: one
/// system call and no allocation a reading (proc_pid_statm(5)). The open file means the process
/// that had the pid when it was opened, and no later one. For one thread at a time.
public final class Statm implements AutoCloseable {
    private static final int MOST_BYTES = 256;

    private final OpenFile file;
    private final long pageSize;
    private long vszPages;
    private long rssPages;
    private long filePages;

    /// Opens it.
    ///
    /// @throws LinuxException ENOENT when there is no such process
    public Statm(Proc proc, ProcessId worker) throws LinuxException {
        file = new OpenFile(proc.path(worker.pid(), "statm"), MOST_BYTES);
        pageSize = proc.pageSize();
    }

    /// Reads it. Whether the process still has memory: one that has exited has none.
    ///
    /// @throws LinuxException ESRCH when it is gone
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

    /// What of it is of mapped files and of shared memory, in bytes.
    public long fileBytes() {
        return filePages * pageSize;
    }

    @Override
    public void close() {
        file.close();
    }
}
