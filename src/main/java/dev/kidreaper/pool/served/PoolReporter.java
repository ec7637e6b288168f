package dev.kidreaper.pool.served;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.LogWord;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.ServedEvent;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.pool.CircuitBreaker;
import dev.kidreaper.pool.GrowthExplainer;
import dev.kidreaper.pool.Mailbox;
import dev.kidreaper.pool.Recorder;
import dev.kidreaper.pool.RecycleEvidence;
import dev.kidreaper.pool.RecycleJobs;
import dev.kidreaper.pool.asked.PauseSwitch;
import dev.kidreaper.pool.permit.PermitDesk;
import dev.kidreaper.pool.started.StartedProcesses;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Tells the log and the history what happens to a served pool.
public final class PoolReporter implements StartedProcesses.Report {
    private final String pool;
    private final ProcessId ourselves;
    private final Recorder recorder;
    private final Consumer<String> log;
    private final GrowthExplainer growthExplainer;
    private final PermitDesk permits;

    /// @param ourselves the manager that a served pool has
    /// @param log gets lines for the operator that are no events
    /// @param growthExplainer says why workers have grown
    /// @param permits of a budget that is larger than the pool
    public PoolReporter(
            String pool,
            ProcessId ourselves,
            Recorder recorder,
            Consumer<String> log,
            GrowthExplainer growthExplainer,
            PermitDesk permits) {
        this.permits = permits;
        this.pool = pool;
        this.ourselves = ourselves;
        this.recorder = recorder;
        this.log = log;
        this.growthExplainer = growthExplainer;
    }

    /// What recycles of the pool's workers have in common.
    ///
    /// @param mailbox of the thread that owns the pool
    RecycleJobs.Context jobs(Mailbox mailbox) {
        return new RecycleJobs.Context(
                pool,
                () -> new PoolReader(Proc.ofMachine(), Recognition::of),
                recorder,
                growthExplainer,
                mailbox,
                permits);
    }

    PermitDesk permits() {
        return permits;
    }

    @Override
    public String pool() {
        return pool;
    }

    void record(Event event) {
        recorder.record(event);
    }

    void record(List<MemorySample> readings) {
        recorder.record(readings);
    }

    /// The pool's breaker, which tells here.
    CircuitBreaker breaker(InstantSource wallClock) {
        return new CircuitBreaker(pool, recorder, wallClock);
    }

    /// A recycle begins.
    void recycling(ProcessId worker, Reason reason) {
        record(new Event.Recycling(Instant.now(), pool, worker, reason));
    }

    /// A recycle has ended. May wait for a moment.
    ///
    /// @param recycleEvidence what is known of the worker; null when it did not go for its size
    void ended(Outcome outcome, @Nullable RecycleEvidence recycleEvidence) {
        record(growthExplainer.ended(pool, outcome, recycleEvidence));
    }

    /// Recycling would gain nothing.
    ///
    /// @param weight what a new worker weighs, or all of them, and the limit
    void limitTooLow(Reason weight) {
        record(new Event.LimitTooLow(Instant.now(), pool, weight));
    }

    @Override
    public void output(int pid, String line) {
        log.accept(
                "pool=%s worker=%d output=%s".formatted(LogWord.of(pool), pid, LogWord.of(line)));
    }

    void starting(ProcessId worker) {
        record(new ServedEvent.Starting(Instant.now(), pool, worker));
    }

    /// @param requests how many it has answered
    void leaving(ProcessId worker, RecycleCause cause, long requests) {
        record(new ServedEvent.Leaving(Instant.now(), pool, worker, cause, requests));
    }

    void asked(ProcessId worker, RecycleCause cause) {
        record(new ServedEvent.Asked(Instant.now(), pool, worker, cause));
    }

    void killed(ProcessId worker, RecycleCause cause, Duration after) {
        record(new ServedEvent.Killed(Instant.now(), pool, worker, cause, after));
    }

    /// @param cause null when it was not to leave
    void exited(ProcessId worker, String how, @Nullable RecycleCause cause) {
        record(new ServedEvent.Exited(Instant.now(), pool, worker, how, cause));
    }

    /// @param cause null when it stays
    void broken(ProcessId worker, String why, @Nullable RecycleCause cause) {
        record(new ServedEvent.Broken(Instant.now(), pool, worker, why, cause));
    }

    /// @param after null where another time told that
    void stuck(ProcessId worker, String request, @Nullable Duration after) {
        record(new ServedEvent.Stuck(Instant.now(), pool, worker, request, after));
    }

    void workerEnded(String why, Duration nextStartIn) {
        record(new ServedEvent.WorkerEnded(Instant.now(), pool, why, nextStartIn));
    }

    @Override
    public void orphansEnded(int workers) {
        record(new ServedEvent.OrphansEnded(Instant.now(), pool, workers));
    }

    void malformed(long offset, String why) {
        record(new ServedEvent.Malformed(Instant.now(), pool, offset, why));
    }

    void cut(String request) {
        record(new ServedEvent.Cut(Instant.now(), pool, request));
    }

    /// Something that a sentence tells.
    void notice(EventKind kind, String why) {
        record(new ServedEvent.Notice(Instant.now(), pool, kind, why));
    }

    @Override
    public void notNoted(ProcessId worker, String why) {
        record(new ServedEvent.Notice(Instant.now(), pool, EventKind.NOT_NOTED, worker, why));
    }

    @Override
    public void unguarded(String why) {
        notice(EventKind.NO_ORPHAN_GUARD, why);
    }

    @Override
    public void folderLeft(String why) {
        notice(EventKind.FOLDER_LEFT, why);
    }

    /// The pool while its workers are being started.
    PoolSnapshot starting(Measure measure) {
        return PoolSnapshot.unknown(
                pool, PoolSnapshot.State.SERVING, "its workers are being started", measure);
    }

    /// The switch of operators' pauses, which tells here.
    ///
    /// @param ticker the time in nanoseconds
    PauseSwitch pauses(LongSupplier ticker) {
        return new PauseSwitch(pool, recorder, ticker, InstantSource.system());
    }

    /// All workers of a running manager serve.
    void found(Manager manager, int workers) {
        String kind = manager.profile().name();
        record(new Event.PoolFound(Instant.now(), pool, manager.id(), kind, workers));
    }

    /// A running manager is not there any more.
    void lost(ProcessId manager, String why) {
        record(new Event.PoolLost(Instant.now(), pool, manager, why));
    }

    /// All workers serve.
    void found(int workers) {
        record(new Event.PoolFound(Instant.now(), pool, ourselves, "serve", workers));
    }
}
