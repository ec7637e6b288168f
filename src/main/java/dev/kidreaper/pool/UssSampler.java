package dev.kidreaper.pool;

import dev.kidreaper.decide.CowEstimate;
import dev.kidreaper.decide.SamplingInterval;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.LimitForecast;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.MemoryBreakdown;
import dev.kidreaper.model.Worker;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.observe.Weight;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The costly part of one worker's footprint: what it was at the last reading, and when the next
/// one is due. For the thread that owns its pool.
/*
 * What of a worker is its own (USS, PSS) is costly to read. In between, the cheap reading tells how
 * its resident memory has grown since, and what is newly resident is its own: so a leak shows at
 * once. What comes apart by copy-on-write shows in none of the cheap sizes; but it needs page
 * faults, and they are counted: where so much could have come apart that the limit is at stake,
 * many of them bring the next costly reading forward, and who has had none needs none.
 */
final class UssSampler {
    /// So few faults are nothing: a page table, a signal's frame.
    private static final int FEW_FAULTS = 16;

    /// Who rests is read this seldom: what it shares may change by what others do.
    private static final long RESTING_NANOS = 600_000_000_000L;

    /// A worker that does not change is written down this seldom.
    private static final long RECORD_STILL_NANOS = 60_000_000_000L;

    private final WorkerMemory memory;
    private final LongSupplier ticker;
    private Footprint last;
    private @Nullable MemoryBreakdown makeup;
    private @Nullable Footprint recorded;
    private long recordedAt;
    private long rssAtLast;
    private long anonymousAtLast;
    private long sharedAtFirst = -1;
    private long faultsAtLast;
    private CowEstimate cowEstimate = CowEstimate.UNKNOWN;
    private Duration cost = Duration.ZERO;
    private long readAt;
    private long restedAt;
    private long next;
    private long notBefore;

    /// @param now by the clock that all times here are in, in nanoseconds
    /// @param ticker that clock
    UssSampler(WorkerMemory memory, Worker worker, long now, LongSupplier ticker) {
        this.memory = memory;
        this.ticker = ticker;
        this.last = worker.footprint();
        this.next = now;
    }

    /// What was read last, with the newest cheap parts.
    Footprint footprint() {
        return new Footprint(
                memory.vszBytes(), memory.rssBytes(), last.pss(), last.uss(), last.swap());
    }

    /// Whether that is worth being written down: it has changed since the last time, or that was
    /// long ago.
    boolean isNews(long now) {
        Footprint footprint = footprint();
        boolean news = !footprint.equals(recorded) || now - recordedAt >= RECORD_STILL_NANOS;
        recorded = footprint;
        recordedAt = news ? now : recordedAt;
        return news;
    }

    /// Whether it was never asked for that.
    boolean isUnrecorded() {
        return recorded == null;
    }

    /// What it consisted of then; null before the first reading.
    @Nullable MemoryBreakdown makeup() {
        return makeup;
    }

    /// Its size now: what was read last, and what is newly resident since; 0 before the first.
    /// Newly resident pages of files are not its own.
    ///
    /// @param measure a costly one
    long by(Measure measure) {
        long grown =
                measure == Measure.USS
                        ? anonymous() - anonymousAtLast
                        : memory.rssBytes() - rssAtLast;
        return isUnread() ? 0 : last.by(measure) + Math.max(0, grown);
    }

    private long anonymous() {
        return memory.rssBytes() - memory.fileBytes();
    }

    /// Whether the next reading is due. The faults, which cost a system call, are counted only
    /// where they can matter.
    ///
    /// @param room bytes that are left to the limit
    /// @param canCross whether it would reach the limit if all that it shares came apart
    boolean isDue(long now, long room, boolean canCross) throws LinuxException {
        if (isUnread()) {
            return true;
        }
        if (now - next >= 0) {
            boolean restingForLong = now - readAt >= RESTING_NANOS;
            boolean changed = memory.rssBytes() != rssAtLast || faultsSince() >= FEW_FAULTS;
            boolean due = restingForLong || changed;
            restedAt = due ? restedAt : now;
            return due;
        }
        return canCross && now - notBefore >= 0 && cowEstimate.isDoubtful(room, faultsSince());
    }

    private boolean isUnread() {
        return last.uss() == Footprint.UNREAD;
    }

    private long faultsSince() throws LinuxException {
        return memory.faults() - faultsAtLast;
    }

    /// Reads it. Whether the worker is still there.
    ///
    /// @param workerSamples gets what it tells
    boolean read(long now, WorkerSamples workerSamples) throws Unreadable, LinuxException {
        Footprint before = last;
        long rss = memory.rssBytes();
        long anonymous = anonymous();
        long start = ticker.getAsLong();
        try {
            Weight weight = memory.weigh(memory.vszBytes(), sharedAtFirst);
            if (sharedAtFirst < 0) {
                sharedAtFirst = weight.memoryBreakdown().shared();
            }
            workerSamples.add(now, weight);
            last = weight.footprint();
            makeup = weight.memoryBreakdown();
        } catch (Unreadable e) {
            if (e.why() == Unreadable.Why.GONE) {
                return false;
            }
            throw e;
        }
        cost = Duration.ofNanos(ticker.getAsLong() - start);
        readAt = now;
        restedAt = now;
        long count = memory.faults();
        if (before.uss() != Footprint.UNREAD) {
            cowEstimate = cowEstimate.learn(last.uss() - before.uss(), count - faultsAtLast);
        }
        faultsAtLast = count;
        rssAtLast = rss;
        anonymousAtLast = anonymous;
        return true;
    }

    /// Sets when the next one is due, and when it may be at the earliest.
    void plan(Optional<LimitForecast> soonest) {
        notBefore = readAt + SamplingInterval.leastCostly(soonest, cost).toNanos();
        next = restedAt + SamplingInterval.costly(soonest, cost).toNanos();
    }
}
