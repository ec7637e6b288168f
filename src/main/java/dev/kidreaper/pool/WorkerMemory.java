package dev.kidreaper.pool;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Helper;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Status;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.observe.Weight;
import java.util.List;

/// What is read of one worker's memory, again and again. For one thread at a time.
public interface WorkerMemory extends AutoCloseable {
    /// Opens the memory of workers.
    @FunctionalInterface
    interface Opener {
        /// That of one worker.
        ///
        /// @throws LinuxException ENOENT when there is no such process
        WorkerMemory open(ProcessId worker) throws LinuxException;

        /// Reads it in `/proc`.
        ///
        /// @param pools for the thread that reads it
        static Opener of(Proc proc, PoolReader pools) {
            return worker -> new ProcMemory(proc, pools, worker, false);
        }

        /// The same; the memory of processes that a worker has started counts as its own.
        static Opener withHelpers(Proc proc, PoolReader pools) {
            return worker -> new ProcMemory(proc, pools, worker, true);
        }
    }

    /// Reads the cheap sizes. Whether the process still has memory: one that has exited has none.
    ///
    /// @throws LinuxException ESRCH when it is gone
    boolean read() throws LinuxException;

    /// Address space at the last {@link #read}, in bytes.
    long vszBytes();

    /// Resident memory at the last {@link #read}, in bytes.
    long rssBytes();

    /// What of that is of mapped files and of shared memory, in bytes.
    long fileBytes();

    /// How often it has come to a page that it had not, or shared.
    ///
    /// @throws LinuxException ESRCH when it is gone
    long faults() throws LinuxException;

    /// All sizes: a costly reading.
    ///
    /// @param vsz its address space, which the reading does not tell
    /// @throws Unreadable GONE when it has exited
    Footprint footprint(long vsz) throws Unreadable;

    /// All sizes, and what else the kernel tells at the same price.
    ///
    /// @param sharedAtFirst as in {@link PoolReader#weigh}
    /// @throws Unreadable GONE when it has exited
    Weight weigh(long vsz, long sharedAtFirst) throws Unreadable;

    /// The processes that it has started, with the cheap parts of their memory, as of some seconds
    /// ago at most.
    default List<Helper> helpers() {
        return List.of();
    }

    /// What the kernel counts of it over its life.
    ///
    /// @throws Unreadable GONE when it has exited
    Status status() throws Unreadable;

    @Override
    void close();
}
