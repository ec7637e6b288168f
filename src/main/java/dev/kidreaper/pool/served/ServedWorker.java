package dev.kidreaper.pool.served;

import dev.kidreaper.front.Workers;
import dev.kidreaper.linux.BorrowedSocket.PeerEnd;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.TimeCounts;
import dev.kidreaper.observe.Acceptor;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Stat;
import dev.kidreaper.observe.Threads;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.RequestMeter;
import dev.kidreaper.pool.TrackedWorker;
import java.util.Collection;
import java.util.HashMap;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// One worker whose requests we hand out, and count. It is looked at by the thread that hands out
/// requests too.
abstract sealed class ServedWorker implements AutoCloseable, Workers.Look
        permits SpawnedWorker, AttachedWorker {
    private static final Proc PROC = Proc.ofMachine();

    final ProcessId id;
    final RequestMeter requestMeter;
    final CpuShare cpuShare;
    final TrackedWorker trackedWorker;

    ServedWorker(MeterFactory.Meters meters) {
        this.id = meters.memory().id();
        this.requestMeter = meters.requests();
        this.cpuShare = meters.cpuShare();
        this.trackedWorker = meters.memory();
    }

    /// Why it goes; null: it does not.
    abstract @Nullable RecycleCause cause();

    /// Whether it goes, and another one comes.
    final boolean isRecycled() {
        RecycleCause cause = cause();
        return cause != null && cause.isRecycle();
    }

    /// How it stands.
    ///
    /// @param limit the size at which it goes; empty: none
    final PoolSnapshot.Member snapshot(OptionalLong limit) {
        PoolSnapshot.Member m = trackedWorker.snapshot(limit);
        return cause() != RecycleCause.STUCK
                ? m
                : new PoolSnapshot.Member(
                        m.id(),
                        m.bornNanos(),
                        m.footprint(),
                        m.bytes(),
                        m.reachesLimit(),
                        m.leaving(),
                        m.helpers(),
                        m.course().gotStuck());
    }

    /// How many requests each has had.
    static PoolSnapshot.Accepted requests(Collection<? extends ServedWorker> workers) {
        var served = new HashMap<ProcessId, PoolSnapshot.Served>();
        long all = 0;
        for (ServedWorker worker : workers) {
            long requests = worker.requestMeter.requests();
            served.put(worker.id, new PoolSnapshot.Served(requests, 0, 0, 0));
            all += requests;
        }
        return new PoolSnapshot.Accepted(all, served, TimeCounts.NONE);
    }

    @Override
    public final boolean hasThreads() {
        try {
            return Threads.count(PROC, id.pid()) > 1;
        } catch (Unreadable e) {
            return false; // It has gone.
        }
    }

    @Override
    public final boolean isAsleep() {
        try {
            Stat now = Stat.parse(PROC.text(id.pid(), "stat"));
            return now.id().equals(id) && now.isAsleep();
        } catch (Unreadable e) {
            return false; // It has gone.
        }
    }

    @Override
    public final @Nullable PeerEnd peerEnd(long inode) {
        try {
            return new Acceptor(PROC).end(inode, id);
        } catch (Unreadable | LinuxException e) {
            return null; // We may not see it, or it has gone.
        }
    }

    @Override
    public void close() {
        requestMeter.close();
        cpuShare.close();
        trackedWorker.close();
    }
}
