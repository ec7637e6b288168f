package dev.kidreaper.pool;

import dev.kidreaper.decide.UssUpperBound;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Measure;
import dev.kidreaper.observe.Unreadable;
import java.util.function.LongSupplier;

/// Counts one worker's requests and weighs it after each. The thread that hands out requests, or
/// the gate's, asks after each; another one weighs, while the worker has no request.
public final class RequestMeter implements AutoCloseable {
    /// What becomes of a worker after a request.
    public enum Verdict {
        FINE,
        /// It must be weighed by the costly reading first.
        UNCERTAIN,
        TOO_LARGE,
        SERVED_ENOUGH
    }

    /// What one worker's requests are held against.
    ///
    /// @param measure of the limit
    /// @param mostRequests how many it may serve in all; 0: as many as come
    /// @param pageSize in bytes
    public record Bounds(Measure measure, long mostRequests, long pageSize) {}

    private final WorkerMemory memory;
    private final WorkerMemory ofOwner;
    private final Measure measure;
    private final long mostRequests;
    private final long pageSize;
    private final LongSupplier ticker;
    private volatile long limit = Long.MAX_VALUE;
    private volatile long requests;
    private volatile long lastServed;
    private volatile Footprint footprint = new Footprint(0, 0, 0, 0, 0);
    private volatile UssUpperBound ussUpperBound = new UssUpperBound(footprint, 0);

    /// @param memory for the thread that hands out requests; closed with this
    /// @param ofOwner the same worker's, for the thread that owns the pool
    /// @param ticker the time in nanoseconds
    public RequestMeter(
            WorkerMemory memory, WorkerMemory ofOwner, Bounds bounds, LongSupplier ticker) {
        this.memory = memory;
        this.ofOwner = ofOwner;
        this.measure = bounds.measure;
        this.mostRequests = bounds.mostRequests;
        this.pageSize = bounds.pageSize;
        this.ticker = ticker;
        this.lastServed = ticker.getAsLong();
    }

    /// The size from which on it is too large.
    public void limit(long bytes) {
        limit = bytes;
    }

    /// A request was answered: what now.
    public Verdict served() {
        lastServed = ticker.getAsLong();
        long done = requests + 1; // One thread counts; others only read.
        requests = done;
        boolean enough = mostRequests > 0 && done >= mostRequests;
        try {
            if (!memory.read()) {
                return Verdict.FINE; // It is exiting, and others will see that.
            }
            Verdict verdict = verdict(memory.vszBytes(), memory.rssBytes());
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
        return ussUpperBound.bytes(rss, memory.faults(), pageSize) >= limit
                ? Verdict.UNCERTAIN
                : Verdict.FINE;
    }

    /// Weighs it by the costly reading. Whether it is too large.
    ///
    /// @throws Unreadable GONE when it has exited
    public boolean weigh() throws Unreadable, LinuxException {
        if (!measure.isCheap()) {
            long before = ofOwner.faults();
            Footprint now = ofOwner.footprint(footprint.vsz());
            ussUpperBound = new UssUpperBound(now, before);
            footprint = now;
        }
        return footprint.by(measure) >= limit;
    }

    /// What is known of its size.
    public Footprint footprint() {
        return footprint;
    }

    /// Its size by the pool's measure.
    public long bytes() {
        return footprint.by(measure);
    }

    public long requests() {
        return requests;
    }

    /// How many it may serve in all; 0: as many as come.
    public long mostRequests() {
        return mostRequests;
    }

    /// When it last served, by the ticker.
    public long lastServed() {
        return lastServed;
    }

    @Override
    public void close() {
        memory.close();
    }
}
