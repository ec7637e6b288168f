package dev.kidreaper.pool.served;

import dev.kidreaper.decide.Plan;
import dev.kidreaper.front.Routing;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.CircuitBreaker;
import dev.kidreaper.pool.MemoryPressure;
import dev.kidreaper.pool.RecycleClearance;
import dev.kidreaper.pool.RecycleEvidence;
import dev.kidreaper.pool.TrackedWorker;
import dev.kidreaper.pool.asked.Wishes;
import dev.kidreaper.pool.places.WorkerPlaces;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Which of a running manager's workers go, and how. For the thread that owns the pool.
final class AttachedRecycling {
    private static final Duration STUCK = Duration.ofSeconds(5);

    /// What a new worker will weigh is known later: so no more go meanwhile since memory is short.
    private static final Duration PAUSE = Pace.DEFAULT.pause();

    private final ServeSettings settings;
    private final AttachedWorkers book;
    private final ConnectionMatcher connectionMatcher;
    private final AttachedJobs jobs;
    private final CircuitBreaker circuitBreaker;
    private final RecycleClearance clearance;
    private final Routing routing;
    private final LongSupplier ticker;
    private final InstantSource wallClock;
    private final PoolReporter report;
    private final Wishes wishes;
    private final WorkerPlaces places = new WorkerPlaces();
    private long nextPressed;
    private int recycled;
    private int failed;

    AttachedRecycling(
            ServeSettings settings,
            AttachedWorkers book,
            ConnectionMatcher connectionMatcher,
            AttachedJobs jobs,
            Wishes wishes,
            Routing routing,
            PoolReporter report,
            LongSupplier ticker,
            Clock wallClock) {
        this.settings = settings;
        this.book = book;
        this.connectionMatcher = connectionMatcher;
        this.jobs = jobs;
        this.wishes = wishes;
        this.circuitBreaker = report.breaker(wallClock);
        this.clearance =
                new RecycleClearance(
                        settings.policy(),
                        () -> book.count(AttachedWorker::isAway),
                        circuitBreaker::isOpen,
                        () -> LocalDateTime.now(wallClock));
        clearance.permits(
                report.permits(),
                () -> book.workers().size(),
                () -> book.count(AttachedWorker::isOnItsWay));
        this.routing = routing;
        this.report = report;
        this.ticker = ticker;
        this.wallClock = wallClock;
        this.nextPressed = ticker.getAsLong();
    }

    /// How the pool stands.
    PoolSnapshot describe(int held) {
        boolean paused = circuitBreaker.isOpen(ticker.getAsLong());
        places.look(book.tracked());
        String words = connectionMatcher.words(held);
        return book.describe(words, recycled, failed, paused ? circuitBreaker.why() : null)
                .paced(jobs.pacing(settings, book.memoryPressure()));
    }

    /// Has those asked to leave that hold no connection any more, and decides who goes next.
    void tick(long now) {
        for (AttachedWorker worker : book.workers()) {
            String request = worker.overdue(settings.handing().requestTimeout(), now);
            if (request != null) {
                stuck(worker, request);
            }
        }
        book.workers().stream()
                .filter(w -> w.isToBeAsked() && isHeld(w, now))
                .forEach(w -> w.stays(now));
        book.workers().stream().filter(AttachedWorker::isToBeAsked).forEach(this::tellLeaving);
        book.workers().stream()
                .filter(_ -> book.manager() != null)
                .filter(_ -> jobs.away() < settings.policy().atOnce())
                .filter(w -> !isHeld(w, now) && w.mayBeAsked())
                .findFirst()
                .ifPresent(w -> recycle(w, settings.policy().pace().killAfter()));
        book.workers().stream()
                .filter(w -> wishes.has(w.id) && mayGo(w, RecycleCause.ASKED, now))
                .findFirst()
                .ifPresentOrElse(w -> goes(w, wishes.because(w.id), null, now), () -> plan(now));
        if (book.count(AttachedWorker::isAway) == 0 && !circuitBreaker.isOpen(now)) {
            clearance.whole(() -> book.workers().size());
        }
        book.poolSamples.writeDown(report.pool(), this::placed, now, wallClock, report::record);
    }

    private List<TrackedWorker> placed() {
        places.look(book.tracked());
        return book.tracked();
    }

    private boolean isHeld(AttachedWorker worker, long now) {
        RecycleCause cause = worker.cause();
        return cause != null && clearance.isHeld(cause, now);
    }

    RecycleClearance clearance() {
        return clearance;
    }

    private boolean mayGo(AttachedWorker worker, RecycleCause cause, long now) {
        return (worker.number() != null || connectionMatcher.isResting())
                && worker.cause() == null
                && worker.mayGo(now)
                && !clearance.isNewborn(worker.trackedWorker.age(now))
                && clearance.free(cause, now) > 0
                && (cause != RecycleCause.ASKED || clearance.permitted(cause, 1) > 0);
    }

    private void plan(long now) {
        if (clearance.free(RecycleCause.LIMIT, now) == 0) {
            return;
        }
        MemoryPressure memoryPressure = book.memoryPressure();
        boolean rests = now - nextPressed < 0;
        Reason pressed = memoryPressure == null || rests ? null : memoryPressure.now(now);
        var outlooks =
                book.workers().stream()
                        .map(w -> book.outlook(w, mayGo(w, RecycleCause.MAX_AGE, now), now))
                        .toList();
        List<Plan.Go> next = Plan.now(outlooks, 1, 1, Duration.ZERO, pressed);
        if (memoryPressure != null && next.isEmpty()) {
            memoryPressure.unrelieved(outlooks);
        }
        for (Plan.Go go : clearance.permitted(next)) {
            nextPressed = pressed == null ? nextPressed : now + PAUSE.toNanos();
            book.workers().stream()
                    .filter(w -> w.id.equals(go.worker()))
                    .forEach(w -> goes(w, go.reason().causeOr(RecycleCause.MAX_AGE), pressed, now));
        }
    }

    private void goes(
            AttachedWorker worker, RecycleCause because, @Nullable Reason reached, long now) {
        clearance.started(now);
        worker.goes(because, reached, now);
        book.relieved(now);
        Integer number = worker.number();
        if (number != null) {
            routing.leave(number);
        }
    }

    /// Has workers replaced. How many those are.
    int replace(int pid, RecycleCause because) {
        List<ProcessId> all = book.workers().stream().map(w -> w.id).toList();
        return clearance.isObserving() ? 0 : wishes.add(all, pid, because);
    }

    /// Weighs one that may have reached its limit.
    void weigh(AttachedWorker worker) {
        Integer number = worker.number();
        if (number == null) {
            return;
        }
        try {
            long now = ticker.getAsLong();
            boolean tooLarge = worker.requestMeter.weigh();
            if (tooLarge && worker.cause() == null && clearance.mayGoExactly(now)) {
                goes(worker, RecycleCause.LIMIT, null, now);
            } else {
                routing.resume(number);
            }
        } catch (Unreadable | LinuxException e) {
            return; // It has exited, and its connection's end will say so.
        }
    }

    /// Says once that a worker leaves: also while it waits for its turn, since it gets no requests.
    private void tellLeaving(AttachedWorker worker) {
        RecycleCause cause = worker.cause();
        if (cause != null && worker.isNewsThatItLeaves()) {
            report.leaving(worker.id, cause, worker.requestMeter.requests());
        }
    }

    private void recycle(AttachedWorker worker, @Nullable Duration killAfter) {
        RecycleCause cause = worker.cause();
        Manager whose = book.manager();
        if (cause == null || whose == null) {
            return;
        }
        tellLeaving(worker);
        Reason reached = worker.reached();
        Reason reason = reached == null ? book.weight(worker, cause) : reached;
        RecycleEvidence recycleEvidence = book.leaves(worker, reason, ticker.getAsLong());
        clearance.started(ticker.getAsLong()); // The pause is from one signal to the next.
        jobs.of(whose)
                .start(worker.id, reason, killAfter, recycleEvidence, (o, t) -> over(worker, o, t));
    }

    void close() {
        jobs.close();
    }

    private void over(AttachedWorker worker, Outcome outcome, Duration took) {
        book.listAgain();
        book.relieved(ticker.getAsLong());
        wishes.remove(worker.id);
        switch (outcome) {
            case Outcome.Recycled _ -> {
                recycled++;
                jobs.took(took.plus(settings.policy().pace().pause()));
                circuitBreaker.recycled(
                        settings.limits().measure(), OptionalLong.empty(), OptionalLong.empty());
            }
            case Outcome.Failed problem -> {
                failed++;
                if (problem.fatal()) {
                    circuitBreaker.failed(problem.problem(), ticker.getAsLong());
                }
                worker.stays(ticker.getAsLong());
            }
            case Outcome.Vanished _ -> {}
        }
    }

    void broken(int number, String why) {
        AttachedWorker worker = connectionMatcher.let(number);
        connectionMatcher.pause();
        if (worker != null) {
            report.broken(worker.id, why, null);
        }
    }

    void stuck(int number, String request) {
        AttachedWorker worker = connectionMatcher.let(number);
        if (worker != null) {
            stuck(worker, request);
        }
    }

    private void stuck(AttachedWorker worker, String request) {
        report.stuck(worker.id, request, null);
        worker.mustGo(RecycleCause.STUCK);
        if (book.manager() != null && worker.mayBeAsked()) {
            recycle(worker, STUCK);
        }
    }
}
