package dev.kidreaper.recycle;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Rights;
import dev.kidreaper.observe.ServingCheck;
import dev.kidreaper.observe.Status;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.recycle.Departures.Departure;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Recycles one worker: asks it to leave at a harmless moment, waits until it has left, and then
/// until another one serves in its place.
public final class Recycler {
    private final Proc proc;
    private final PoolReader pools;
    private final Manager manager;
    private final Signal signal;
    private final Pace pace;
    private final Departures departures;
    private final PoolReadiness poolReadiness;
    private final ReplacementWait replacementWait;
    private final @Nullable WorkerGate gate;
    private final BooleanSupplier mayGo;

    /// A recycler of that manager's workers, one of several that work on the same pool at the same
    /// time.
    ///
    /// @param signal by which they are asked to leave
    /// @param departures shared with the other recyclers
    /// @param servingCheck shared with the other recyclers
    /// @param replacementWait shares the processes that it knows with the other recyclers'
    /// @param gate at which the workers can be held; null: there is none
    /// @param mayGo whether a worker may still go: asked right before its signal
    public Recycler(
            Proc proc,
            PoolReader pools,
            Manager manager,
            Signal signal,
            Pace pace,
            Departures departures,
            ServingCheck servingCheck,
            ReplacementWait replacementWait,
            @Nullable WorkerGate gate,
            BooleanSupplier mayGo) {
        this.mayGo = mayGo;
        this.proc = proc;
        this.pools = pools;
        this.manager = manager;
        this.signal = signal;
        this.pace = pace;
        this.departures = departures;
        this.poolReadiness =
                new PoolReadiness(proc, pools, manager, pace, departures, servingCheck);
        this.replacementWait = replacementWait;
        this.gate = gate;
    }

    /// The recyclers of one run, each of which recycles one worker after the other.
    ///
    /// @param atOnce how many of them work at the same time
    /// @param another makes one of them
    public record Crew(int atOnce, Supplier<Recycler> another) {}

    /// The only recycler of that manager's workers: one after the other.
    ///
    /// @param unreplaced how long to wait for a replacement that may never come; null: it must come
    public static Recycler oneByOne(
            Proc proc,
            PoolReader pools,
            Manager manager,
            Signal signal,
            Pace pace,
            @Nullable Duration unreplaced) {
        return crew(proc, () -> pools, manager, signal, pace, unreplaced, 1, () -> true)
                .another()
                .get();
    }

    /// All recyclers of that manager's workers.
    ///
    /// @param readers makes readers of pools: each recycler needs one of its own
    /// @param unreplaced how long to wait for a replacement that may never come; null: it must come
    /// @param atOnce how many workers may be away at once
    /// @param mayGo whether a worker may still go: asked right before its signal
    public static Crew crew(
            Proc proc,
            Supplier<PoolReader> readers,
            Manager manager,
            Signal signal,
            Pace pace,
            @Nullable Duration unreplaced,
            int atOnce,
            BooleanSupplier mayGo) {
        var departures = new Departures(atOnce, Duration.ZERO, System::nanoTime);
        var check = new ServingCheck(proc, manager.profile());
        Set<ProcessId> claimed = ConcurrentHashMap.newKeySet();
        return new Crew(
                atOnce,
                () -> {
                    PoolReader own = readers.get();
                    var wait =
                            new ReplacementWait(
                                    proc, own, manager, pace, unreplaced, claimed, check);
                    return new Recycler(
                            proc, own, manager, signal, pace, departures, check, wait, null, mayGo);
                });
    }

    /// Recycles one worker and waits for the outcome, at most for twice the pace's deadline.
    public Outcome recycle(ProcessId worker, Reason reason) {
        return recycle(worker, reason, _ -> {});
    }

    /// The same.
    ///
    /// @param left told that it has left, and how long that took: its replacement is awaited then
    public Outcome recycle(ProcessId worker, Reason reason, Consumer<Duration> left) {
        Duration longest =
                pace.killAfter() == null
                        ? pace.deadline()
                        : Durations.max(pace.deadline(), pace.killAfter());
        return recycle(worker, reason, longest, left)
                .orElseGet(() -> busy(worker, reason, longest));
    }

    /// Recycles one worker and waits for the outcome. Empty when no moment came within that time at
    /// which it could have been asked to leave: then it was not.
    ///
    /// @param left told that it has left, and how long that took
    public Optional<Outcome> recycle(
            ProcessId worker, Reason reason, Duration longest, Consumer<Duration> left) {
        Departure departure = departures.one(mayGo);
        try {
            replacementWait.remember(worker);
            try (var workerHandle = WorkerHandle.open(manager, worker, signal, pools, proc)) {
                var deadline = Deadline.in(longest);
                boolean hasSiblings = poolReadiness.await(worker, deadline);
                return recycle(
                        new LeaveRequest(
                                workerHandle,
                                manager.profile(),
                                signal,
                                pace,
                                proc,
                                departure,
                                hasSiblings,
                                gate),
                        reason,
                        longest,
                        left);
            }
        } catch (Refusal e) {
            return Optional.of(failed(worker, reason, "left alone: " + e.sentence()));
        } catch (Unreadable e) {
            return Optional.of(
                    switch (e.why()) {
                        case GONE -> new Outcome.Vanished(worker, reason);
                        case DENIED ->
                                notPermitted(worker, reason, "not permitted: " + e.sentence());
                        case BROKEN, EXHAUSTED -> failed(worker, reason, e.sentence());
                    });
        } catch (LinuxException e) {
            return Optional.of(
                    e.isGone()
                            ? new Outcome.Vanished(worker, reason)
                            : e.isNotPermitted()
                                    ? notPermitted(worker, reason, sentence(e, worker))
                                    : failed(worker, reason, e.sentence()));
        } finally {
            departure.giveBack();
        }
    }

    private Optional<Outcome> recycle(
            LeaveRequest request, Reason reason, Duration longest, Consumer<Duration> left)
            throws LinuxException, Unreadable, Refusal {
        ProcessId worker = request.handle().id();
        long start = System.nanoTime();
        var answer = new GracefulStop(request).ask(longest);
        var after = Duration.ofNanos(System.nanoTime() - start);
        if (!answer.left()) {
            if (!answer.asked() && request.departure().isOutdated()) {
                throw new Refusal("its manager has not replaced another one that left meanwhile");
            }
            return answer.asked()
                    ? Optional.of(failed(worker, reason, stayed(worker, after)))
                    : Optional.empty();
        }
        boolean byItself = !answer.asked();
        left.accept(after);
        ReplacementWait.Found found = replacementWait.await(request.departure()::isDismissed);
        if (found instanceof ReplacementWait.NotWanted notWanted) {
            departures.notReplaced(notWanted.inDoubt());
        }
        return Optional.of(
                switch (found) {
                    case ReplacementWait.Serving _, ReplacementWait.NotWanted _ when byItself ->
                            new Outcome.Vanished(worker, reason);
                    case ReplacementWait.Serving serving ->
                            recycled(request.handle(), reason, after, serving.worker(), answer);
                    case ReplacementWait.NotWanted _ ->
                            recycled(request.handle(), reason, after, null, answer);
                    case ReplacementWait.None none ->
                            new Outcome.Failed(
                                    worker, reason, "it left, but " + none.problem(), true, false);
                });
    }

    private String stayed(ProcessId worker, Duration after) {
        return "still there %s after %s: %s It was not killed (see --kill-after)"
                .formatted(
                        Durations.words(after),
                        signal,
                        isHeldUp(worker)
                                ? "it blocks that signal, and has not taken it."
                                : "a long request?");
    }

    private boolean isHeldUp(ProcessId worker) {
        try {
            return Status.holdsUp(proc, worker.pid(), signal);
        } catch (Unreadable e) {
            return false; // It is on its way out, or not ours to read: nothing more is known.
        }
    }

    private static Outcome busy(ProcessId worker, Reason reason, Duration longest) {
        return failed(
                worker,
                reason,
                ("left alone: it was busy for all of %s, with a long request or with a connection"
                                + " that its client keeps open")
                        .formatted(Durations.words(longest)));
    }

    private static Outcome recycled(
            WorkerHandle workerHandle,
            Reason reason,
            Duration after,
            @Nullable ProcessId replacedBy,
            GracefulStop.Answer answer) {
        return new Outcome.Recycled(
                workerHandle.id(), reason, after, replacedBy, answer.proven(), answer.killed());
    }

    private static Outcome failed(ProcessId worker, Reason reason, String problem) {
        return new Outcome.Failed(worker, reason, problem, false, false);
    }

    private static Outcome notPermitted(ProcessId worker, Reason reason, String problem) {
        return new Outcome.Failed(worker, reason, problem, true, true);
    }

    private String sentence(LinuxException e, ProcessId worker) {
        return "not permitted (%s); %s".formatted(e.sentence(), Rights.toDo(e, proc, worker.pid()));
    }
}
