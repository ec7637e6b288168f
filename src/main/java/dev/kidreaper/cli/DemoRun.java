package dev.kidreaper.cli;

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

/// One showing of the demo: the load and the reaper at work, and what is seen of them. Its thread
/// owns the view; the reaper tells it by events.
final class DemoRun {
    /// Then everything has been seen.
    private static final int ENOUGH_RECYCLED = 12;

    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final DemoPool demoPool;
    private final Session session;
    private final DemoView view;
    private final DemoSummary summary = new DemoSummary();
    private final BlockingQueue<DemoReaper.Event> events = new LinkedBlockingQueue<>();
    private final long start = System.nanoTime();
    private @Nullable Problem broken;

    DemoRun(DemoPool demoPool, Screen screen) throws Problem {
        this.demoPool = demoPool;
        this.session = Session.of(demoPool.pid());
        this.view = new DemoView(screen, DemoReaper.LIMIT, LONGEST);
    }

    /// Shows it.
    ///
    /// @return the exit code
    /// @throws Problem when the demo itself broke
    int run() throws Problem {
        view.begin(session.manager());
        var load = new DemoLoad(demoPool.address());
        try (load) {
            var reaper = DemoReaper.start(Session.of(demoPool.pid()), events);
            while (reaper.isWorking() || !events.isEmpty()) {
                if (summary.recycled() >= ENOUGH_RECYCLED || since().compareTo(LONGEST) >= 0) {
                    reaper.stop();
                }
                view.show(read(), load.tally(), since());
                awaitEvents(LOOK_EVERY);
            }
        }
        view.end(summary.text(read(), load.tally(), since()));
        if (broken != null) {
            throw broken;
        }
        boolean clean = load.tally().cut() == 0 && summary.isGood();
        return clean ? ExitCode.DONE : ExitCode.FAILED;
    }

    private Pool read() throws Problem {
        try {
            return session.read(Measure.USS);
        } catch (Problem e) {
            throw new Problem(
                    ExitCode.FAILED,
                    "the demo's pool ended before the demo did (%s)".formatted(e.sentence()));
        }
    }

    private Duration since() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /// Handles what happens in that time.
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
            case DemoReaper.Broken problem -> broken = problem.problem();
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
