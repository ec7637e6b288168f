package dev.kidreaper.pool;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Helper;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.observe.Faults;
import dev.kidreaper.observe.Helpers;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Statm;
import dev.kidreaper.observe.Status;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.observe.Weight;
import dev.kidreaper.observe.cost.LookCost;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One worker's memory as `/proc` tells it: the cheap files are kept open.
final class ProcMemory implements WorkerMemory {
    /// The processes that it has started are looked for this often at most, to be shown.
    private static final long SHOWN_NANOS = 5_000_000_000L;

    /// And this often of one that has none, and whose size has not changed.
    private static final long RESTS_NANOS = 30_000_000_000L;

    /// And this often at least, though nothing else has changed: to start one without a copy of its
    /// own memory (vfork(2)) leaves no trace in its count of faults.
    private static final long UNCHANGED_NANOS = 120_000_000_000L;

    private final PoolReader pools;
    private final Helpers helpers;
    private final boolean count;
    private final int pid;
    private final Statm statm;
    private final Faults faults;
    private long[] ofHelpers = new long[3];
    private List<Helper> shown = List.of();
    private long nextShown = System.nanoTime();
    private long lookedFor = nextShown - UNCHANGED_NANOS;
    private long faultsThen;
    private long sizeThen;

    /// @param count whether the memory of processes that it has started counts as its own
    ProcMemory(Proc proc, PoolReader pools, ProcessId worker, boolean count) throws LinuxException {
        this.helpers = new Helpers(proc, pools);
        this.count = count;
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
        if (!statm.read()) {
            return false;
        }
        ofHelpers = count ? helpers.sum(pid) : ofHelpers;
        LookCost.ofAll().cheap();
        return true;
    }

    @Override
    public long vszBytes() {
        return statm.vszBytes() + ofHelpers[0];
    }

    @Override
    public long rssBytes() {
        return statm.rssBytes() + ofHelpers[1];
    }

    @Override
    public long fileBytes() {
        return statm.fileBytes() + ofHelpers[2];
    }

    @Override
    public long faults() throws LinuxException {
        return faults.count();
    }

    @Override
    public Footprint footprint(long vsz) throws Unreadable {
        long begun = System.nanoTime();
        Footprint whole = pools.footprint(pid, vsz);
        for (Helper helper : counted()) {
            whole = whole.plus(helper.footprint());
        }
        LookCost.ofAll().costly(System.nanoTime() - begun);
        return whole;
    }

    private List<Helper> counted() throws Unreadable {
        return count ? helpers.weighed(pid, PoolReader.Depth.FULL) : List.of();
    }

    @Override
    public List<Helper> helpers() {
        long now = System.nanoTime();
        if (now - nextShown >= 0) {
            boolean rests = shown.isEmpty() && statm.rssBytes() == sizeThen;
            sizeThen = statm.rssBytes();
            nextShown = now + (rests ? RESTS_NANOS : SHOWN_NANOS);
            if (mayHaveChanged(now)) {
                lookedFor = now;
                shown = helpers.seen(pid, PoolReader.Depth.CHEAP);
            }
        }
        return shown;
    }

    /// Whether processes that it has started may have come or changed since the last look for them.
    private boolean mayHaveChanged(long now) {
        long before = faultsThen;
        try {
            faultsThen = faults.count();
        } catch (LinuxException e) {
            return true; // It has gone, or cannot be known.
        }
        return !shown.isEmpty() || faultsThen != before || now - lookedFor >= UNCHANGED_NANOS;
    }

    @Override
    public Weight weigh(long vsz, long sharedAtFirst) throws Unreadable {
        long begun = System.nanoTime();
        Weight whole = pools.weigh(pid, vsz, sharedAtFirst);
        for (Helper helper : counted()) {
            whole = whole.plus(helper.footprint());
        }
        LookCost.ofAll().costly(System.nanoTime() - begun);
        return whole;
    }

    @Override
    public Status status() throws Unreadable {
        return pools.status(pid);
    }

    /// By how much a recycled worker weighed more than its replacement does now, in bytes; null
    /// where that cannot be read. Where the pool or the machine was weighed, the worker's own USS
    /// counts, as it was seen last.
    ///
    /// @param seen what is known of the worker; null: nothing
    static @Nullable Long freedBy(Outcome outcome, @Nullable RecycleEvidence seen) {
        if (!(outcome instanceof Outcome.Recycled recycled) || recycled.replacedBy() == null) {
            return null;
        }
        Reason reason = recycled.reason();
        boolean itself = !reason.isForSize() || reason.cause() == RecycleCause.LIMIT;
        long bytes = itself ? reason.bytes() : seen == null ? Footprint.UNREAD : seen.lastUss();
        if (bytes == Footprint.UNREAD) {
            return null;
        }
        var proc = Proc.ofMachine();
        ProcessId next = recycled.replacedBy();
        try (var statm = new Statm(proc, next)) {
            if (!statm.read()) {
                return null;
            }
            Measure measure = itself ? reason.measure() : Measure.USS;
            Footprint its =
                    measure.isCheap()
                            ? Footprint.cheap(statm.vszBytes(), statm.rssBytes())
                            : new PoolReader(proc, Recognition::of)
                                    .footprint(next.pid(), statm.vszBytes());
            return Math.max(0, bytes - its.by(measure));
        } catch (LinuxException | Unreadable e) {
            return null; // It has gone already, or may not be read.
        }
    }

    @Override
    public void close() {
        statm.close();
        faults.close();
    }
}
