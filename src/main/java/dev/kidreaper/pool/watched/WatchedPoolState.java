package dev.kidreaper.pool.watched;

import dev.kidreaper.decide.Plan;
import dev.kidreaper.decide.SignalChoice;
import dev.kidreaper.decide.WorkerForecast;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.CircuitBreaker;
import dev.kidreaper.pool.Mailbox;
import dev.kidreaper.pool.MemoryPressure;
import dev.kidreaper.pool.Recorder;
import dev.kidreaper.pool.RecycleEvidence;
import dev.kidreaper.pool.TrackedWorker;
import dev.kidreaper.recycle.RecycleLock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// One found pool while it is kept: looks, plans, has workers recycled, learns from the outcome.
final class WatchedPoolState implements AutoCloseable {
    private static final Duration RECORD_EVERY = Duration.ofSeconds(10);
    private static final Duration TURN_AGAIN = Duration.ofSeconds(1);

    private final PoolSettings settings;
    private final Manager manager;
    private final WatchedWorkers watchedWorkers;
    private final Proc proc;
    private final Recorder recorder;
    private final Sending sending;
    private final Mailbox mailbox;
    private final @Nullable Signal signal;
    private final MemoryPressure memoryPressure;
    private final CircuitBreaker circuitBreaker;
    private final Map<ProcessId, RecycleCause> wanted = new HashMap<>();
    private Duration each;
    private @Nullable RecycleLock recycleLock;
    private long nextTurn;
    private long nextStart;
    private long nextRecord;
    private int away;
    private int recycled;
    private int failed;

    WatchedPoolState(
            PoolSettings settings,
            Manager manager,
            WatchedWorkers watchedWorkers,
            Proc proc,
            Recorder recorder,
            Sending sending,
            Mailbox mailbox,
            MemoryPressure memoryPressure) {
        this.settings = settings;
        this.manager = manager;
        this.watchedWorkers = watchedWorkers;
        this.proc = proc;
        this.recorder = recorder;
        this.sending = sending;
        this.mailbox = mailbox;
        this.signal =
                SignalChoice.asked(manager.profile(), null) instanceof SignalChoice.Send send
                                && !settings.observe()
                        ? send.signal()
                        : null;
        this.memoryPressure = memoryPressure;
        this.circuitBreaker = new CircuitBreaker(settings.name(), recorder);
        this.each = settings.pace().newborn().plus(settings.pace().pause()).plusMillis(500);
        long now = System.nanoTime();
        this.nextTurn = now;
        this.nextStart = now;
        this.nextRecord = now;
    }

    Manager manager() {
        return manager;
    }

    List<MemoryTimeline> courses() {
        return watchedWorkers.courses();
    }

    void begin() {
        recorder.record(
                new Event.PoolFound(
                        Instant.now(),
                        settings.name(),
                        manager.id(),
                        manager.profile().name(),
                        watchedWorkers.workers().size()));
    }

    /// Looks at whoever is due and has those go that are to go.
    ///
    /// @return how long nothing is due
    Duration tick() throws Unreadable, LinuxException {
        long now = System.nanoTime();
        watchedWorkers.look(now, memoryPressure.share());
        if (now - nextRecord >= 0) {
            nextRecord = now + RECORD_EVERY.toNanos();
            recorder.record(watchedWorkers.readings(settings.name(), now, Instant.now()));
        }
        if (signal != null
                && !circuitBreaker.isOpen(now)
                && now - nextStart >= 0
                && now - nextTurn >= 0) {
            boolean quiet = settings.isBlackout(LocalDateTime.now(ZoneId.systemDefault()));
            if (!quiet || !wanted.isEmpty()) {
                plan(now, signal);
            }
        }
        return Duration.ofNanos(Math.max(0, watchedWorkers.nextLook() - System.nanoTime()));
    }

    private void plan(long now, Signal by) throws LinuxException, Unreadable {
        int free = settings.atOnce() - away;
        List<WorkerForecast> outlooks = watchedWorkers.outlooks(now);
        List<Plan.Go> go =
                wanted.isEmpty()
                        ? Plan.now(outlooks, free, settings.atOnce(), each, memoryPressure.now(now))
                        : outlooks.stream()
                                .filter(o -> wanted.containsKey(o.worker()) && o.mayGo())
                                .limit(free)
                                .map(o -> new Plan.Go(o.worker(), wish(o)))
                                .toList();
        wanted.keySet().removeIf(id -> watchedWorkers.worker(id).isEmpty());
        if (go.isEmpty()) {
            memoryPressure.unrelieved(outlooks);
            return;
        }
        if (!takeTurn(now)) {
            return;
        }
        for (Plan.Go one : go) {
            send(one, by, now);
        }
        nextStart = now + settings.pace().pause().toNanos();
    }

    private Reason wish(WorkerForecast worker) {
        return worker.reason().because(wanted.getOrDefault(worker.worker(), RecycleCause.ASKED));
    }

    private boolean takeTurn(long now) throws LinuxException, Unreadable {
        if (recycleLock == null) {
            switch (RecycleLock.take(manager, proc)) {
                case RecycleLock.Asked.Taken taken -> recycleLock = taken.recycleLock();
                // An operator has it, by hand.
                case RecycleLock.Asked.Elsewhere _ -> nextTurn = now + TURN_AGAIN.toNanos();
                case RecycleLock.Asked.Forbidden forbidden ->
                        circuitBreaker.failed(forbidden.why(), now);
            }
        }
        return recycleLock != null;
    }

    /// Recycles one worker on a thread of its own, which waits for it.
    private void send(Plan.Go one, Signal by, long now) {
        TrackedWorker worker = watchedWorkers.worker(one.worker()).orElse(null);
        if (worker == null) {
            return;
        }
        worker.setLeaving(true);
        wanted.remove(one.worker());
        away++;
        memoryPressure.relieved(now);
        recorder.record(
                new Event.Recycling(Instant.now(), settings.name(), one.worker(), one.reason()));
        RecycleEvidence recycleEvidence = watchedWorkers.leaves(worker, one.reason(), now);
        sending.start(
                one,
                by,
                recycleEvidence,
                (outcome, took) -> mailbox.tell(() -> ended(outcome, took)));
    }

    private void ended(Outcome outcome, Duration took) {
        long now = System.nanoTime();
        away--;
        if (away == 0 && recycleLock != null) {
            recycleLock.close();
            recycleLock = null;
            nextTurn = now;
        }
        watchedWorkers.listAgain(now);
        memoryPressure.relieved(now);
        watchedWorkers.worker(outcome.worker()).ifPresent(w -> w.setLeaving(false));
        switch (outcome) {
            case Outcome.Vanished _ -> {}
            case Outcome.Failed f -> {
                failed++;
                if (f.fatal()) {
                    circuitBreaker.failed(f.problem(), now);
                }
            }
            case Outcome.Recycled _ -> {
                recycled++;
                // The next ones are planned with a recycle's usual length, a fifth of it the last.
                each = each.multipliedBy(4).plus(took.plus(settings.pace().pause())).dividedBy(5);
                circuitBreaker.recycled(
                        settings.limits().measure(),
                        watchedWorkers.limit(),
                        watchedWorkers.birthWeight());
            }
        }
    }

    /// Notes whom an operator wants to go.
    ///
    /// @param pid which; 0: all
    /// @return how many that are
    int want(int pid, RecycleCause because) {
        if (signal == null) {
            return 0;
        }
        watchedWorkers.workers().stream()
                .map(TrackedWorker::id)
                .filter(id -> pid == 0 || id.pid() == pid)
                .forEach(id -> wanted.put(id, because));
        return wanted.size();
    }

    /// How the pool stands.
    PoolSnapshot describe() {
        long now = System.nanoTime();
        OptionalLong limit = watchedWorkers.limit();
        var state =
                signal == null
                        ? PoolSnapshot.State.OBSERVING
                        : circuitBreaker.isOpen(now)
                                ? PoolSnapshot.State.PAUSED
                                : PoolSnapshot.State.WATCHING;
        return new PoolSnapshot(
                settings.name(),
                state,
                circuitBreaker.why(),
                manager,
                settings.limits().measure(),
                limit.isEmpty() ? null : limit.getAsLong(),
                watchedWorkers.workers().stream().map(w -> w.snapshot(limit)).toList(),
                away,
                recycled,
                failed,
                null,
                List.of());
    }

    @Override
    public void close() {
        watchedWorkers.close();
        if (recycleLock != null) {
            recycleLock.close();
            recycleLock = null;
        }
    }
}
