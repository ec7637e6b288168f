package dev.kidreaper.act;

import dev.kidreaper.decide.Crossing;
import dev.kidreaper.decide.Rhythm;
import dev.kidreaper.decide.Trend;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.PoolStatus;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Worker;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Statm;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// One worker as it is followed over its life: its size, how it grows, and when it is looked at
/// again. For the thread that owns its pool.
/*
 * What of a worker is its own (USS, PSS) is costly to read. In between, the cheap reading tells how
 * its resident memory has grown since, and what is newly resident is its own: so a leak shows at
 * once, and only what comes apart by copy-on-write waits for the next costly reading.
 */
final class Tracked implements AutoCloseable {
    private static final int READINGS = 32;
    private static final double NANOS = 1e9;

    private final ProcessId id;
    private final Measure measure;
    private final Statm statm;
    private final long bornNanos;
    private final double[] seconds = new double[READINGS];
    private final double[] bytes = new double[READINGS];
    private int readings;

    private Footprint full;
    private long rssAtFull;
    private Duration cost = Duration.ZERO;
    private long nextCheap;
    private long costlyAt;
    private long nextCostly;
    private Optional<Trend> trend = Optional.empty();
    private boolean leaving;

    /// Begins to follow a worker.
    ///
    /// @param now by the clock that all times here are in, in nanoseconds
    Tracked(Proc proc, Worker worker, Measure measure, long now) throws LinuxException {
        this.id = worker.id();
        this.measure = measure;
        this.statm = new Statm(proc, worker.id());
        this.bornNanos = now - worker.age().toNanos();
        this.full = worker.footprint();
        this.nextCheap = now;
        this.nextCostly = now;
    }

    ProcessId id() {
        return id;
    }

    Duration age(long now) {
        return Duration.ofNanos(now - bornNanos);
    }

    boolean isLeaving() {
        return leaving;
    }

    void setLeaving(boolean now) {
        leaving = now;
    }

    long nextLook() {
        return nextCheap;
    }

    /// The size by the measure, as of the last look.
    long size() {
        if (measure.isCheap()) {
            return measure == Measure.VSZ ? statm.vszBytes() : statm.rssBytes();
        }
        if (full.uss() == Footprint.UNREAD) {
            return 0;
        }
        return full.by(measure) + Math.max(0, statm.rssBytes() - rssAtFull);
    }

    /// The last whole footprint, with the newest cheap parts.
    Footprint footprint() {
        return new Footprint(
                statm.vszBytes(), statm.rssBytes(), full.pss(), full.uss(), full.swap());
    }

    /// When it reaches that size, as far as its growth tells.
    Optional<Crossing> crossing(long limit) {
        long size = size();
        if (size >= limit) {
            return Optional.of(Crossing.NOW);
        }
        return trend.flatMap(t -> Crossing.of((double) size, (double) limit, t));
    }

    /// Looks at it if it is due. Whether it is still there.
    ///
    /// @param limit the size that it is watched for; the largest number: none
    boolean look(PoolReader pools, long now, long limit) throws Unreadable {
        if (now - nextCheap < 0) {
            return true;
        }
        long before = size();
        try {
            if (!statm.read()) {
                return false;
            }
        } catch (LinuxException e) {
            return false;
        }
        if (!measure.isCheap() && now - nextCostly >= 0) {
            if (!readFull(pools)) {
                return false;
            }
            costlyAt = now;
        }
        long size = size();
        // Of readings that are all alike the first and the last say as much.
        boolean still =
                readings > 1
                        && size == before
                        && bytes[readings - 1] == size
                        && bytes[readings - 2] == size;
        if (still) {
            seconds[readings - 1] = now / NANOS;
        } else {
            add(now / NANOS, (double) size);
            trend = Trend.of(seconds, bytes, readings);
        }
        Optional<Crossing> crossing = crossing(limit);
        nextCheap = now + Rhythm.cheap(crossing).toNanos();
        nextCostly = costlyAt + Rhythm.costly(crossing, cost).toNanos();
        return true;
    }

    /// Reads the whole footprint. Whether it is still there.
    boolean readFull(PoolReader pools) throws Unreadable {
        long start = System.nanoTime();
        try {
            full = pools.footprint(id.pid(), statm.vszBytes());
        } catch (Unreadable e) {
            if (e.why() == Unreadable.Why.GONE) {
                return false;
            }
            throw e;
        }
        cost = Duration.ofNanos(System.nanoTime() - start);
        rssAtFull = statm.rssBytes();
        return true;
    }

    private void add(double when, double size) {
        if (readings == READINGS) {
            // Keep every other one: the newer half of them weighs as much as the older.
            for (int i = 0; i < READINGS / 2; i++) {
                seconds[i] = seconds[i * 2 + 1];
                bytes[i] = bytes[i * 2 + 1];
            }
            readings = READINGS / 2;
        }
        seconds[readings] = when;
        bytes[readings] = size;
        readings++;
    }

    PoolStatus.Member describe(long now, OptionalLong limit) {
        Optional<Crossing> crossing = crossing(limit.orElse(Long.MAX_VALUE));
        return new PoolStatus.Member(
                id,
                age(now),
                footprint(),
                size(),
                crossing.map(Crossing::toString).orElse(null),
                leaving);
    }

    @Override
    public void close() {
        statm.close();
    }
}
