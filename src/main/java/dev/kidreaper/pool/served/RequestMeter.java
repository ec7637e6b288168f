package dev.kidreaper.pool.served;

import dev.kidreaper.decide.UssUpperBound;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.observe.Faults;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Statm;
import dev.kidreaper.observe.Unreadable;
import java.util.concurrent.ThreadLocalRandom;

/// Counts one worker's requests and weighs it after each. The thread that hands out requests asks
/// after each; the one that owns the pool weighs, while the worker has no request.
final class RequestMeter implements AutoCloseable {
    /// What becomes of a worker after a request.
    enum Verdict {
        FINE,
        /// It must be weighed by the costly reading first.
        UNCERTAIN,
        TOO_LARGE,
        SERVED_ENOUGH
    }

    private final ProcessId worker;
    private final Measure measure;
    private final long mostRequests;
    private final Statm statm;
    private final Faults faults;
    private final Faults faultsAtWeighing;
    final CpuShare cpuShare;
    private final int pageSize;
    private volatile long limit = Long.MAX_VALUE;
    private volatile long requests;
    private volatile long lastServed = System.nanoTime();
    private volatile Footprint footprint = new Footprint(0, 0, 0, 0, 0);
    private volatile UssUpperBound ussUpperBound = new UssUpperBound(footprint, 0);

    RequestMeter(Proc proc, ProcessId worker, ServeSettings settings) throws LinuxException {
        int jitter = settings.jitter();
        int moved = jitter == 0 ? 0 : ThreadLocalRandom.current().nextInt(-jitter, jitter + 1);
        this.worker = worker;
        this.measure = settings.limits().measure();
        this.mostRequests = (long) settings.maxRequests() + moved;
        this.pageSize = Math.toIntExact(proc.pageSize());
        this.statm = new Statm(proc, worker);
        this.faults = new Faults(proc, worker);
        this.faultsAtWeighing = new Faults(proc, worker);
        this.cpuShare = new CpuShare(proc, worker);
    }

    /// The size from which on it is too large.
    void limit(long bytes) {
        limit = bytes;
    }

    /// A request was answered: what now.
    Verdict served() {
        lastServed = System.nanoTime();
        long done = requests + 1; // One thread counts; others only read.
        requests = done;
        boolean enough = mostRequests > 0 && done >= mostRequests;
        try {
            if (!statm.read()) {
                return Verdict.FINE; // It is exiting, and others will see that.
            }
            Verdict verdict = verdict(statm.vszBytes(), statm.rssBytes());
            return enough ? Verdict.SERVED_ENOUGH : verdict;
        } catch (LinuxException e) {
            return enough ? Verdict.SERVED_ENOUGH : Verdict.FINE;
        }
    }

    private Verdict verdict(long vsz, long rss) throws LinuxException {
        Footprint last = footprint;
        if (vsz != last.vsz() || rss != last.rss()) {
            footprint = new Footprint(vsz, rss, last.pss(), last.uss(), last.swap());
        }
        if (measure.isCheap()) {
            return footprint.by(measure) >= limit ? Verdict.TOO_LARGE : Verdict.FINE;
        }
        if (rss + last.swap() < limit) {
            return Verdict.FINE;
        }
        return ussUpperBound.bytes(rss, faults.count(), pageSize) >= limit
                ? Verdict.UNCERTAIN
                : Verdict.FINE;
    }

    /// Weighs it by the costly reading. Whether it is too large.
    ///
    /// @throws Unreadable GONE when it has exited
    boolean weigh(PoolReader pools) throws Unreadable, LinuxException {
        if (!measure.isCheap()) {
            long before = faultsAtWeighing.count();
            Footprint now = pools.footprint(worker.pid(), footprint.vsz());
            ussUpperBound = new UssUpperBound(now, before);
            footprint = now;
        }
        return footprint.by(measure) >= limit;
    }

    /// What is known of its size.
    Footprint footprint() {
        return footprint;
    }

    /// Its size by the pool's measure.
    long bytes() {
        return footprint.by(measure);
    }

    long requests() {
        return requests;
    }

    /// How many it may serve in all; 0: as many as come.
    long mostRequests() {
        return mostRequests;
    }

    /// When it last served, as {@link System#nanoTime}.
    long lastServed() {
        return lastServed;
    }

    @Override
    public void close() {
        statm.close();
        faults.close();
        faultsAtWeighing.close();
        cpuShare.close();
    }
}
