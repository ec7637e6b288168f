package dev.kidreaper.pool;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.observe.Faults;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Statm;
import dev.kidreaper.observe.Status;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.observe.Weight;

/// One worker's memory as `/proc` tells it: the cheap files are kept open.
final class ProcMemory implements WorkerMemory {
    private final PoolReader pools;
    private final int pid;
    private final Statm statm;
    private final Faults faults;

    ProcMemory(Proc proc, PoolReader pools, ProcessId worker) throws LinuxException {
        this.pools = pools;
        this.pid = worker.pid();
        this.statm = new Statm(proc, worker);
        try {
            this.faults = new Faults(proc, worker);
        } catch (LinuxException e) {
            statm.close();
            throw e;
        }
    }

    @Override
    public boolean read() throws LinuxException {
        return statm.read();
    }

    @Override
    public long vszBytes() {
        return statm.vszBytes();
    }

    @Override
    public long rssBytes() {
        return statm.rssBytes();
    }

    @Override
    public long fileBytes() {
        return statm.fileBytes();
    }

    @Override
    public long faults() throws LinuxException {
        return faults.count();
    }

    @Override
    public Footprint footprint(long vsz) throws Unreadable {
        return pools.footprint(pid, vsz);
    }

    @Override
    public Weight weigh(long vsz, long sharedAtFirst) throws Unreadable {
        return pools.weigh(pid, vsz, sharedAtFirst);
    }

    @Override
    public Status status() throws Unreadable {
        return pools.status(pid);
    }

    @Override
    public void close() {
        statm.close();
        faults.close();
    }
}
