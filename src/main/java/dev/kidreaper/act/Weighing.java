package dev.kidreaper.act;

import dev.kidreaper.act.Hired.State;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Amount;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Reading;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.Size;
import dev.kidreaper.observe.Machine;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Weighs a served pool's workers: when they are born, when a limit may be reached, and now and
/// then to look ahead. For the thread that owns the pool.
final class Weighing {
    private static final Duration RECORD_EVERY = Duration.ofSeconds(10);
    private static final int BIRTHS = 9;

    private final ServeSettings settings;
    private final Staff staff;
    private final ServeReport report;
    private final PoolReader pools;
    private final Proc proc;
    private final List<Long> births = new ArrayList<>();
    private long nextRecord = System.nanoTime();
    private boolean told;

    Weighing(ServeSettings settings, Staff staff, ServeReport report, PoolReader pools, Proc proc) {
        this.settings = settings;
        this.staff = staff;
        this.report = report;
        this.pools = pools;
        this.proc = proc;
    }

    /// A worker begins to serve: its weight now is what a recycle can gain at most.
    void born(Hired worker, long now) {
        try {
            worker.tracked.look(pools, now, Long.MAX_VALUE);
            worker.scale.weigh(pools);
        } catch (Unreadable | LinuxException e) {
            return; // It has exited, and others will see that.
        }
        births.add(worker.tracked.size());
        if (births.size() > BIRTHS) {
            births.removeFirst();
        }
        long birth = births.stream().sorted().toList().get(births.size() / 2);
        Size limit = limit(birth);
        if (limit == null) {
            return;
        }
        if (birth < limit.bytes()) {
            staff.limit(limit);
        } else if (!told) {
            // With that limit each would go after its first request: none is better.
            told = true;
            Measure measure = settings.limits().measure();
            var weight = new Reason(measure, birth, new dev.kidreaper.model.Limit(measure, limit));
            report.record(new Event.LimitTooLow(Instant.now(), report.pool(), weight));
        }
    }

    private @org.jspecify.annotations.Nullable Size limit(long birth) {
        return switch (settings.limits().worker()) {
            case null -> null;
            case Amount.Portion portion -> {
                try {
                    int ourselves = Math.toIntExact(ProcessHandle.current().pid());
                    yield portion.of(new Machine(proc).memory(ourselves));
                } catch (Unreadable e) {
                    yield null;
                }
            }
            case Amount.TimesNewborn times -> times.of(new Size(birth));
        };
    }

    /// Whether a worker that may have reached its limit has.
    boolean isTooLarge(Hired worker) {
        try {
            return worker.scale.weigh(pools);
        } catch (Unreadable | LinuxException e) {
            return false; // It has exited, and others will see that.
        }
    }

    /// Looks at whoever is due.
    void tick(long now) {
        for (Hired worker : staff.all()) {
            if (worker.state() == State.SERVING) {
                look(worker, now);
            }
        }
        if (now - nextRecord >= 0) {
            nextRecord = now + RECORD_EVERY.toNanos();
            Instant at = Instant.now();
            report.record(
                    staff.all().stream()
                            .map(w -> new Reading(at, report.pool(), w.id, w.tracked.footprint()))
                            .toList());
        }
    }

    private void look(Hired worker, long now) {
        Size limit = staff.limit();
        try {
            worker.tracked.look(pools, now, limit == null ? Long.MAX_VALUE : limit.bytes());
        } catch (Unreadable e) {
            return; // It is leaving, or the machine does not let us see.
        }
    }
}
