package dev.kidreaper.pool;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What was seen of a pool's workers, those that have left lately too. For the thread that owns the
/// pool.
public final class PoolSamples {
    /// So many that have left are remembered.
    private static final int GONE = 8;

    private static final Duration WRITTEN_EVERY = Duration.ofSeconds(10);

    private final long origin;
    private long nextWritten;
    private final Deque<MemoryTimeline> gone = new ArrayDeque<>();
    private final List<Departure> departures = new ArrayList<>();
    private boolean someCame;

    /// The last that is known of a worker which was asked to leave.
    ///
    /// @param at when that was
    private record Departure(TrackedWorker worker, Footprint footprint, long at) {
        MemorySample sample(String pool, Instant when) {
            return worker.sample(pool, when, footprint);
        }
    }

    /// @param now when the observation begins
    public PoolSamples(long now) {
        this.origin = now;
        this.nextWritten = now;
    }

    /// Every ten seconds, writes down the sizes of workers whose size has changed, or was not
    /// written down for long; at once, what a new worker weighs, and what one weighed that was
    /// asked to leave. So a life in the history begins and ends where it did.
    ///
    /// @param all who is there, with their places; asked for only when there is something to do
    public void writeDown(
            String pool,
            Supplier<? extends Collection<TrackedWorker>> all,
            long now,
            InstantSource clock,
            Consumer<List<MemorySample>> to) {
        boolean isTime = now - nextWritten >= 0;
        if (!isTime && !someCame && departures.isEmpty()) {
            return;
        }
        nextWritten = isTime ? now + WRITTEN_EVERY.toNanos() : nextWritten;
        someCame = false;
        Instant at = clock.instant();
        var readings = new ArrayList<MemorySample>();
        departures.forEach(d -> readings.add(d.sample(pool, at.minusNanos(now - d.at))));
        departures.clear();
        for (TrackedWorker worker : all.get()) {
            UssSampler sampler = worker.ussSampler();
            boolean isAsked = isTime || (sampler.isUnrecorded() && worker.size() > 0);
            if (isAsked && sampler.isNews(now)) {
                readings.add(worker.sample(pool, at, worker.footprint()));
            }
            someCame |= sampler.isUnrecorded();
        }
        to.accept(readings);
    }

    /// A worker has come: it is written down once it was looked at.
    public void came() {
        someCame = true;
    }

    /// A worker is about to be asked to leave: what is known of it; null when it does not go for
    /// its size.
    ///
    /// @param all who is there
    public @Nullable RecycleEvidence leaves(
            TrackedWorker worker, Reason reason, Collection<TrackedWorker> all, long now) {
        departures.add(new Departure(worker, worker.footprint(), now));
        if (reason.limit() == null && !reason.isForSize()) {
            return null;
        }
        worker.lookBack(now);
        List<MemoryTimeline> courses = courses(all);
        courses.stream()
                .filter(c -> c.worker().equals(worker.id()))
                .findFirst()
                .ifPresent(this::remember);
        if (!reason.isForSize()) {
            return null; // It is not for its size that it goes; what was seen still helps others.
        }
        boolean isTooLarge =
                reason.limit() != null && reason.bytes() >= reason.limit().size().bytes();
        return new RecycleEvidence(worker.id(), courses, isTooLarge);
    }

    private void remember(MemoryTimeline memoryTimeline) {
        gone.removeIf(c -> c.worker().equals(memoryTimeline.worker()));
        gone.addLast(memoryTimeline);
        if (gone.size() > GONE) {
            gone.removeFirst();
        }
    }

    /// Of those that are there, and of those that have left.
    public List<MemoryTimeline> courses(Collection<TrackedWorker> all) {
        var courses = new ArrayList<MemoryTimeline>();
        gone.stream()
                .filter(c -> all.stream().noneMatch(w -> w.id().equals(c.worker())))
                .forEach(courses::add);
        all.forEach(w -> w.course(origin).ifPresent(courses::add));
        return courses;
    }
}
