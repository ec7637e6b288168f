package dev.kidreaper.pool.served;

import dev.kidreaper.decide.CpuContention;
import dev.kidreaper.linux.Scheduling;
import dev.kidreaper.model.LogWord;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.Workforce;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What every workforce has: a thread that owns all that it knows, the messages that others put
/// into its queue, and its word on what becomes of a worker after a request.
abstract class ServedPool<W extends ServedWorker> implements Workforce {
    private final Map<Integer, W> known = new ConcurrentHashMap<>();
    private final PoolReporter report;
    private final RequestListener watcher;
    private final BlockingQueue<Runnable> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<@Nullable String> ready = new CompletableFuture<>();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private CpuContention cpuContention =
            CpuContention.NONE; // For the thread that hands out requests.
    private boolean stopped;

    /// @param watcher is told of every request
    ServedPool(PoolReporter report, RequestListener watcher) {
        this.report = report;
        this.watcher = watcher;
    }

    /// Each worker by its number, for the thread that hands out requests too.
    final Map<Integer, W> known() {
        return known;
    }

    /// A worker may have reached its limit: that is seen, and it goes or takes requests again.
    abstract void weigh(W worker);

    /// A worker gets no more requests.
    abstract void goes(W worker, String because);

    /// How long the next look may wait.
    abstract Duration pause();

    /// Looks at all that moves.
    abstract void tick();

    /// Whether nothing is left to do, once all requests have come to their end.
    abstract boolean isOver();

    /// Lets go of everything.
    ///
    /// @return whether all is as it should be
    abstract boolean release();

    @Override
    public final CompletableFuture<@Nullable String> start() {
        Thread.ofPlatform().name("pool-" + report.pool()).start(this::work);
        return ready;
    }

    /// All workers serve; or they cannot, and why: a sentence. What was said first holds.
    final void ready(@Nullable String problem) {
        ready.complete(problem);
    }

    /// There is no such target.
    final void notFound(Unreadable why) {
        ready.completeExceptionally(why);
    }

    final boolean isReady() {
        return ready.isDone();
    }

    /// Whether all requests have come to their end, and no more come.
    final boolean isStopped() {
        return stopped;
    }

    @Override
    public final CompletableFuture<Boolean> ended() {
        return ended;
    }

    @Override
    public final After served(int number, String method, String path, long nanos) {
        W worker = known.get(number);
        if (worker == null) {
            return After.LEAVE;
        }
        RequestMeter requestMeter = worker.requestMeter;
        var before = requestMeter.footprint();
        RequestMeter.Verdict verdict = requestMeter.served();
        cpuContention = requestMeter.cpuShare.after(cpuContention, nanos);
        watcher.answered(method, path, worker.id, before, requestMeter.footprint());
        return switch (verdict) {
            case FINE -> After.SERVE;
            case UNCERTAIN -> {
                with(number, this::weigh);
                yield After.WAIT;
            }
            case TOO_LARGE -> leave(number, "limit");
            case SERVED_ENOUGH -> leave(number, "max-requests");
        };
    }

    @Override
    public final boolean isCrowded() {
        return cpuContention.isCrowded();
    }

    private After leave(int number, String because) {
        with(number, worker -> goes(worker, because));
        return After.LEAVE;
    }

    @Override
    public void stopped() {
        tell(() -> stopped = true);
    }

    /// Has the owning thread do something with a worker that is still known then.
    final void with(int number, Consumer<W> what) {
        tell(() -> {
            W worker = known.get(number);
            if (worker != null) {
                what.accept(worker);
            }
        });
    }

    final void tell(Runnable message) {
        messages.add(message);
    }

    private void work() {
        Scheduling.letOthersFinish(); // And the workers that it starts.
        while (!(stopped && isOver())) {
            try {
                Runnable message = messages.poll(pause().toNanos(), TimeUnit.NANOSECONDS);
                while (message != null) {
                    message.run();
                    message = messages.poll();
                }
                tick();
            } catch (InterruptedException e) {
                break;
            } catch (RuntimeException e) {
                report.say("event=bug why=" + LogWord.ofBug(e));
            }
        }
        ended.complete(release());
    }
}
