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
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.util.HashSet;
import org.jspecify.annotations.Nullable;

/// Recycles one worker: asks it to leave at a harmless moment, waits until it has left, and then
/// until another one serves in its place.
public final class Recycler {
    private final Proc proc;
    private final PoolReader pools;
    private final Manager manager;
    private final Signal signal;
    private final GracefulStop gracefulStop;
    private final ReplacementWait replacementWait;

    /// A recycler of that manager's workers.
    ///
    /// @param signal by which they are asked to leave
    /// @param unreplaced how long to wait for a replacement that may never come; null: it must come
    public Recycler(
            Proc proc,
            PoolReader pools,
            Manager manager,
            Signal signal,
            Pace pace,
            @Nullable Duration unreplaced) {
        this(
                proc,
                pools,
                manager,
                signal,
                pace,
                new ReplacementWait(pools, manager, pace, unreplaced, new HashSet<>()));
    }

    /// One of several that work on the same pool at the same time.
    ///
    /// @param replacementWait shares the processes that it knows with the other recyclers'
    public Recycler(
            Proc proc,
            PoolReader pools,
            Manager manager,
            Signal signal,
            Pace pace,
            ReplacementWait replacementWait) {
        this.proc = proc;
        this.pools = pools;
        this.manager = manager;
        this.signal = signal;
        this.gracefulStop = new GracefulStop(manager, signal, pace, proc);
        this.replacementWait = replacementWait;
    }

    /// Recycles one worker and waits for the outcome, at most for twice the pace's deadline.
    public Outcome recycle(ProcessId worker, Reason reason) {
        try {
            replacementWait.remember();
            try (var workerHandle = WorkerHandle.open(manager, worker, signal, pools, proc)) {
                return recycle(workerHandle, reason);
            }
        } catch (Refusal e) {
            return failed(worker, reason, "left alone: " + e.sentence());
        } catch (Unreadable e) {
            return switch (e.why()) {
                case GONE -> new Outcome.Vanished(worker, reason);
                case DENIED -> notPermitted(worker, reason, e.sentence());
                case BROKEN -> failed(worker, reason, e.sentence());
            };
        } catch (LinuxException e) {
            return e.isGone()
                    ? new Outcome.Vanished(worker, reason)
                    : e.isNotPermitted()
                            ? notPermitted(worker, reason, e.sentence())
                            : failed(worker, reason, e.sentence());
        }
    }

    private Outcome recycle(WorkerHandle workerHandle, Reason reason)
            throws LinuxException, Unreadable, Refusal {
        long start = System.nanoTime();
        var answer = gracefulStop.ask(workerHandle);
        var after = Duration.ofNanos(System.nanoTime() - start);
        if (!answer.left()) {
            return failed(workerHandle.id(), reason, stayed(answer, Durations.words(after)));
        }
        return switch (replacementWait.await()) {
            case ReplacementWait.Serving serving ->
                    recycled(workerHandle, reason, after, serving.worker(), answer);
            case ReplacementWait.NotWanted _ -> recycled(workerHandle, reason, after, null, answer);
            case ReplacementWait.None none ->
                    new Outcome.Failed(
                            workerHandle.id(),
                            reason,
                            "it left, but " + none.problem(),
                            true,
                            false);
        };
    }

    private String stayed(GracefulStop.Answer answer, String after) {
        return answer.asked()
                ? "still there %s after %s: a long request? It was not killed (see --kill-after)"
                        .formatted(after, signal)
                : ("left alone: for %s it was reading from its client, whom %s would cut off; a"
                                + " connection that the web server keeps open looks the same")
                        .formatted(after, signal);
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
        return new Outcome.Failed(
                worker,
                reason,
                "not permitted (%s): run as root or as the workers' user".formatted(problem),
                true,
                true);
    }
}
