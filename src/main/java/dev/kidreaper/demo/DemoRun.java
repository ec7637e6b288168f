package dev.kidreaper.demo;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.Session;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Pool;
import dev.kidreaper.show.Screen;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One run of the demo: the load, the reaper, and the view of both. Its thread owns the view; the
/// reaper reports to it by events.
public final class DemoRun {
    /// After this many recycles, the viewer has seen everything.
    private static final int ENOUGH_RECYCLED = 12;

    private static final Duration LONGEST = Duration.ofSeconds(22);

    /// After this long, the route has stood out, or it will not.
    private static final Duration LONGEST_IN_FRONT = Duration.ofSeconds(20);

    private static final Duration SHORTEST_IN_FRONT = Duration.ofSeconds(6);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final DemoPool demoPool;
    private final Session session;
    private final DemoView view;
    private final DemoSummary summary = new DemoSummary();
    private final DemoCause cause;
    private final BlockingQueue<DemoReaper.Event> events = new LinkedBlockingQueue<>();
    private final long start = System.nanoTime();
    private final boolean json;
    private @Nullable OperatorError broken;

    /// @param json whether the summary goes to standard output as JSON too
    public DemoRun(DemoPool demoPool, Screen screen, boolean json) throws OperatorError {
        this.json = json;
        this.demoPool = demoPool;
        this.session = Session.of(demoPool.pid());
        this.view = new DemoView(screen, DemoReaper.LIMIT, LONGEST.plus(LONGEST_IN_FRONT));
        this.cause = new DemoCause(session);
    }

    /// Runs the demo.
    ///
    /// @return the exit code
    /// @throws OperatorError if the demo itself failed
    public int run() throws OperatorError {
        view.begin(session.manager());
        try (cause) {
            return both();
        }
    }

    private int both() throws OperatorError {
        DemoLoad.Tally tally = beside();
        if (broken == null) {
            tally = inFront(tally);
        }
        DemoCause.Found found = cause.found();
        Pool end = read();
        Duration took = since();
        view.end(summary.text(end, tally, took, found));
        if (broken != null) {
            throw broken;
        }
        if (json) {
            System.out.println(summary.json(end, tally, took, found));
        }
        return summary.isGood(tally, found) ? ExitCode.DONE : ExitCode.FAILED;
    }

    /// First part: the reaper works beside a pool that does not know of it.
    private DemoLoad.Tally beside() throws OperatorError {
        var load = new DemoLoad(demoPool.address(), DemoLoad.Tally.NONE);
        try (load) {
            var reaper = DemoReaper.start(Session.of(demoPool.pid()), events);
            while (reaper.isWorking() || !events.isEmpty()) {
                if (summary.recycled() >= ENOUGH_RECYCLED || since().compareTo(LONGEST) >= 0) {
                    reaper.stop();
                }
                look(load);
            }
        }
        return load.tally();
    }

    /// Second part: the same pool and load, but we hand out the requests.
    private DemoLoad.Tally inFront(DemoLoad.Tally before) throws OperatorError {
        view.turnsToFront();
        long begun = System.nanoTime();
        try (var front = DemoFront.start(demoPool)) {
            var load = new DemoLoad(front.address(), before);
            try (load) {
                boolean isSeen = false;
                Duration passed = Duration.ZERO;
                while (passed.compareTo(isSeen ? SHORTEST_IN_FRONT : LONGEST_IN_FRONT) < 0) {
                    look(load);
                    cause.route(front.route().orElse(null));
                    isSeen = cause.found().isWhole();
                    passed = Duration.ofNanos(System.nanoTime() - begun);
                }
            }
            summary.inFront(front.recycled(), front.hasFailed());
            return load.tally();
        }
    }

    private void look(DemoLoad load) throws OperatorError {
        view.show(read(), load.tally(), since());
        cause.look(since().toMillis() / 1000.0);
        awaitEvents(LOOK_EVERY);
    }

    private Pool read() throws OperatorError {
        try {
            return session.read(Measure.USS);
        } catch (OperatorError e) {
            throw new OperatorError(
                    ExitCode.FAILED,
                    "the demo's pool ended before the demo did (%s)".formatted(e.sentence()));
        }
    }

    private Duration since() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /// Handles the events of a time.
    private void awaitEvents(Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        try {
            DemoReaper.Event event = events.poll(longest.toNanos(), TimeUnit.NANOSECONDS);
            while (event != null) {
                handle(event);
                long left = Math.max(0, end - System.nanoTime());
                event = events.poll(left, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(DemoReaper.Event event) {
        switch (event) {
            case DemoReaper.Asked asked -> {
                summary.beforeFirst(asked.before());
                view.asked(asked.worker());
            }
            case DemoReaper.Ended ended -> {
                summary.add(ended.outcome(), replacement(ended.outcome(), ended.after()));
                view.ended(ended.outcome());
            }
            case DemoReaper.Broken problem -> broken = problem.operatorError();
        }
    }

    private static @Nullable Footprint replacement(Outcome outcome, Pool after) {
        return switch (outcome) {
            case Outcome.Recycled recycled ->
                    after.worker(recycled.replacedBy())
                            .map(worker -> worker.footprint())
                            .orElse(null);
            case Outcome.Failed _, Outcome.Vanished _ -> null;
        };
    }
}
