package dev.kidreaper.pool;

import dev.kidreaper.decide.RetryPause;
import dev.kidreaper.decide.SamplingInterval;
import dev.kidreaper.decide.Trend;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.LimitForecast;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Worker;
import dev.kidreaper.model.WorkerCourse;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One worker as it is followed over its life: its size, how it grows, and when it is looked at
/// again. For the thread that owns its pool.
public final class TrackedWorker implements AutoCloseable {
    /// A look may come earlier by this part of the wait, one in so many: when a sibling is looked
    /// at, so that the thread wakes once for both.
    private static final int SLACK_SHARE = 4;

    /// So much of a worker's life may go untold.
    private static final double UNTOLD = 0.1;

    private final ProcessId id;
    private final Measure measure;
    private final boolean whole;
    private final WorkerMemory memory;
    private final UssSampler ussSampler;
    private final long bornNanos;
    private final GrowthTrend growthTrend = new GrowthTrend();
    private final WorkerSamples workerSamples = new WorkerSamples();

    private long nextLook;
    private long slack;
    private long changedAt;
    private boolean leaving;
    private int stayed;
    private long heldUntil;
    private int place = -1;
    private long lookedAt;
    private PoolSnapshot.@Nullable Member snapshot;
    private long snapshotLimit;

    /// Begins to follow a worker.
    ///
    /// @param memory closed with this
    /// @param now by the clock that all times here are in, in nanoseconds
    /// @param ticker that clock
    public TrackedWorker(
            WorkerMemory memory, Worker worker, Limits limits, long now, LongSupplier ticker) {
        this.id = worker.id();
        this.measure = limits.measure();
        this.whole = limits.pool() != null || !measure.isCheap();
        this.memory = memory;
        this.ussSampler = new UssSampler(memory, worker, now, ticker);
        this.bornNanos = now - worker.age().toNanos();
        this.nextLook = now;
        this.changedAt = now;
    }

    public ProcessId id() {
        return id;
    }

    /// Sets its gains against requests that are counted: how many it has served.
    public void countsRequests(LongSupplier requests) {
        workerSamples.count(requests);
    }

    /// Its place in the pool, from 0; -1 while it has none.
    public int place() {
        return place;
    }

    public void place(int its) {
        place = its;
        snapshot = null;
    }

    public Duration age(long now) {
        return Duration.ofNanos(now - bornNanos);
    }

    public boolean isLeaving() {
        return leaving;
    }

    public void setLeaving(boolean now) {
        leaving = now;
    }

    /// It was to leave, and has not left. It is not asked again before a pause is over.
    public void hasStayed(long now) {
        stayed++;
        heldUntil = now + RetryPause.after(stayed).toNanos();
    }

    /// Whether it is not asked again yet.
    public boolean isHeld(long now) {
        return stayed > 0 && now - heldUntil < 0;
    }

    /// How long it is not asked again; zero: it may be asked.
    public Duration restsFor(long now) {
        return isHeld(now) ? Duration.ofNanos(heldUntil - now) : Duration.ZERO;
    }

    /// An operator wants it to go: the pause is over.
    public void isWanted() {
        stayed = 0;
    }

    public long nextLook() {
        return nextLook;
    }

    /// The size by the measure, as of the last look.
    public long size() {
        return switch (measure) {
            case VSZ -> memory.vszBytes();
            case RSS -> memory.rssBytes();
            case PSS, USS -> ussSampler.by(measure);
        };
    }

    /// Its share of memory, as of the last look; 0 while it was not read.
    long pss() {
        return ussSampler.by(Measure.PSS);
    }

    /// What its end would give back, as of the last look: at most all that is resident, but files,
    /// where more is not read.
    public long reclaimable() {
        return whole ? ussSampler.by(Measure.USS) : memory.rssBytes() - memory.fileBytes();
    }

    /// The last whole footprint, with the newest cheap parts.
    public Footprint footprint() {
        return ussSampler.footprint();
    }

    /// That footprint of its, to be written down.
    MemorySample sample(String pool, Instant at, Footprint its) {
        return new MemorySample(at, pool, id, its, place, ussSampler.makeup());
    }

    UssSampler ussSampler() {
        return ussSampler;
    }

    /// When it reaches that size, as far as its growth tells.
    public Optional<LimitForecast> reaches(long limit) {
        return growthTrend.crossing(size(), limit);
    }

    /// Whether it is to be looked at.
    public boolean isDue(long now) {
        return now - nextLook + slack >= 0;
    }

    /// Looks at it if it is due. Whether it is still there.
    ///
    /// @param limit the size that it is watched for; the largest number: none
    public boolean look(long now, long limit) throws Unreadable {
        if (!isDue(now)) {
            return true;
        }
        snapshot = null;
        lookedAt = now;
        long before = size();
        try {
            if (!memory.read()) {
                return false;
            }
            boolean isResident = memory.rssBytes() >= limit;
            if (!whole || !ussSampler.isDue(now, limit - size(), isResident)) {
                workerSamples.add(now, memory.rssBytes(), memory.fileBytes());
            } else if (!ussSampler.read(now, workerSamples)) {
                return false;
            }
        } catch (LinuxException e) {
            return false;
        }
        long size = size();
        growthTrend.add(now, size);
        changedAt = size == before ? changedAt : now;
        Optional<LimitForecast> crossing = growthTrend.soonest(size, limit);
        Duration unchanged = Duration.ofNanos(now - changedAt);
        long wait = SamplingInterval.cheap(crossing, limit - size, unchanged).toNanos();
        nextLook = now + wait;
        slack = wait / SLACK_SHARE;
        ussSampler.plan(crossing);
        return true;
    }

    /// What was seen of its memory over its life.
    ///
    /// @param origin when the observation of its pool began
    Optional<MemoryTimeline> course(long origin) {
        try {
            var points =
                    whole
                            ? workerSamples.whole(origin)
                            : workerSamples.resident(origin, bornNanos, memory.status());
            return points.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new MemoryTimeline(id, (bornNanos - origin) / 1e9, points));
        } catch (Unreadable e) {
            return Optional.empty(); // It has gone.
        }
    }

    /// Takes one costly look, where much of its life would not be told otherwise: it is about to be
    /// asked to leave, and will not be seen again.
    void lookBack(long now) {
        if (!whole || workerSamples.untold(now) < UNTOLD) {
            return;
        }
        try {
            if (memory.read()) {
                ussSampler.read(now, workerSamples);
            }
        } catch (Unreadable | LinuxException e) {
            return; // It has gone; what was seen of it before remains.
        }
    }

    /// How it stands, as of its last look.
    ///
    /// @param limit the size at which it goes; empty: none
    public PoolSnapshot.Member snapshot(OptionalLong limit) {
        long at = limit.orElse(Long.MAX_VALUE);
        PoolSnapshot.Member last = snapshot;
        if (last == null || at != snapshotLimit || leaving != last.leaving()) {
            last =
                    new PoolSnapshot.Member(
                            id,
                            bornNanos,
                            footprint(),
                            size(),
                            reaches(at).orElse(null),
                            leaving,
                            memory.helpers(),
                            new WorkerCourse(
                                    place,
                                    growthTrend.trend().map(Trend::bytesPerSecond).orElse(0.0),
                                    lookedAt,
                                    ussSampler.makeup()));
            snapshot = last;
            snapshotLimit = at;
        }
        return last;
    }

    @Override
    public void close() {
        memory.close();
    }
}
