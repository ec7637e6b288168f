package dev.kidreaper.demo;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.Session;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.Report;
import dev.kidreaper.model.Signal;
import dev.kidreaper.model.Size;
import dev.kidreaper.recycle.RecycleListener;
import dev.kidreaper.recycle.RecycleRun;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// `reap` on the demo's pool, again and again, on a thread of its own.
final class DemoReaper implements RecycleListener {
    static final Limit LIMIT = new Limit(Measure.USS, Size.parse("16M"));

    /// A faster pace than in production: the demo has a minute, not a day.
    private static final Pace PACE =
            new Pace(
                    Duration.ofMillis(300),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(10),
                    null);

    private static final Duration BETWEEN_RUNS = Duration.ofMillis(250);

    private final Session session;
    private final BlockingQueue<Event> events;
    private final Thread thread;
    private volatile boolean stopping;

    /// An event for the thread that shows the demo.
    sealed interface Event {}

    /// A worker is asked to leave.
    ///
    /// @param before the pool just before
    record Asked(ProcessId worker, Pool before) implements Event {}

    /// A worker has left, or failed to leave.
    ///
    /// @param after the pool just after
    record Ended(Outcome outcome, Pool after) implements Event {}

    /// The reaper cannot go on.
    record Broken(OperatorError operatorError) implements Event {}

    private DemoReaper(Session session, BlockingQueue<Event> events) {
        this.session = session;
        this.events = events;
        this.thread = Thread.ofPlatform().name("demo-reaper").daemon().unstarted(this::work);
    }

    /// Starts a reaper that reports by events.
    static DemoReaper start(Session session, BlockingQueue<Event> events) {
        var reaper = new DemoReaper(session, events);
        reaper.thread.start();
        return reaper;
    }

    /// Asks it to stop after the workers that it is recycling.
    void stop() {
        stopping = true;
    }

    /// Whether it still works.
    boolean isWorking() {
        return thread.isAlive();
    }

    private void work() {
        try {
            Signal signal = session.signal(null);
            while (!stopping) {
                var recycleRun =
                        session.run(
                                signal,
                                Measure.USS,
                                LIMIT,
                                PACE,
                                false,
                                this,
                                new RecycleRun.Permits() {});
                Report report = session.perform(recycleRun);
                if (report.stopped() != null) {
                    throw new OperatorError(ExitCode.FAILED, "stopped: " + report.stopped());
                }
                LockSupport.parkNanos(BETWEEN_RUNS.toNanos());
            }
        } catch (OperatorError e) {
            events.add(new Broken(e));
        }
    }

    @Override
    public void starting(ProcessId worker, Reason reason, int left) {
        @Nullable Pool before = read();
        if (before != null) {
            events.add(new Asked(worker, before));
        }
    }

    @Override
    public void ended(Outcome outcome) {
        @Nullable Pool after = read();
        if (after != null) {
            events.add(new Ended(outcome, after));
        }
    }

    /// The pool as it is now; null if it is gone.
    private @Nullable Pool read() {
        try {
            return session.read(Measure.USS);
        } catch (OperatorError e) {
            events.add(new Broken(e));
            return null;
        }
    }
}
