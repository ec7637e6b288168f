package dev.kidreaper.pool.served;

import dev.kidreaper.decide.CpuContention;
import dev.kidreaper.decide.OperatorPause;
import dev.kidreaper.front.Routing;
import dev.kidreaper.front.Workers;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.ThisProcess;
import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.LogWord;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.Mailbox;
import dev.kidreaper.pool.ManagedPool;
import dev.kidreaper.pool.RecycleClearance;
import dev.kidreaper.pool.RequestListener;
import dev.kidreaper.pool.RequestMeter;
import dev.kidreaper.pool.asked.PauseSwitch;
import dev.kidreaper.pool.asked.Wishes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A pool whose requests we hand out: its front, the thread that owns its workers, and its word on
/// what becomes of a worker after a request.
abstract class ServedPool<W extends ServedWorker> implements ManagedPool, Workers {
    private final ServeSettings settings;
    private final Map<Integer, W> known = new ConcurrentHashMap<>();
    private final PoolReporter report;
    private final RequestListener requests;
    private final Runnable unlist;
    private final Routing routing;
    private final LongSupplier ticker;
    private final PauseSwitch pauseSwitch;
    private final Mailbox mailbox = new Mailbox();
    final Wishes wishes = new Wishes();
    private final CompletableFuture<@Nullable String> ready = new CompletableFuture<>();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private volatile PoolSnapshot published;
    private CpuContention cpuContention = CpuContention.NONE; // For the front's thread.
    private boolean stopped;

    ServedPool(ServedPoolParts.Base base) throws LinuxException {
        this.settings = base.settings();
        this.report = base.report();
        this.requests = base.requests();
        this.unlist = base.unlist();
        this.ticker = base.ticker();
        this.pauseSwitch = report.pauses(base.ticker());
        this.published = report.starting(settings.limits().measure());
        this.routing = base.fronts().front(this);
    }

    @Override
    public final String name() {
        return settings.name();
    }

    /// Where the requests are handed out.
    final Routing routing() {
        return routing;
    }

    /// Each worker by its number, for the thread that hands out requests too.
    final Map<Integer, W> known() {
        return known;
    }

    /// The time in nanoseconds.
    final long now() {
        return ticker.getAsLong();
    }

    /// Whether a worker may go now.
    abstract RecycleClearance clearance();

    /// A worker may have reached its limit: that is seen, and it goes or takes requests again.
    abstract void weigh(W worker);

    /// A worker gets no more requests.
    abstract void goes(W worker, RecycleCause because);

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

    /// Takes no more connections, and lets every request come to its end.
    @Override
    public void stop() {
        unlist.run();
        routing.stop(settings.stopWithin());
    }

    @Override
    public final CompletableFuture<Boolean> pause(@Nullable OperatorPause of) {
        return mailbox.ask(() -> pauseSwitch.set(of, clearance()));
    }

    @Override
    public final CompletableFuture<Obstacles> obstacles() {
        return mailbox.ask(
                () -> clearance().obstacles(settings.limits(), Map.of(), wishes.workers(), now()));
    }

    /// How the pool stands now, but for its requests.
    abstract PoolSnapshot describe();

    @Override
    public final PoolSnapshot snapshot() {
        return published.with(routing.traffic(), requests.routes());
    }

    @Override
    public final CompletableFuture<@Nullable String> start() {
        routing.start();
        Thread.ofPlatform().name("pool-" + report.pool()).daemon().start(this::work);
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

    /// Whether all requests have come to their end, and no more come.
    final boolean isStopped() {
        return stopped;
    }

    @Override
    public final CompletableFuture<Boolean> ended() {
        return ended;
    }

    @Override
    public final Next onAnswered(int number, String method, String path, long nanos) {
        W worker = known.get(number);
        if (worker == null) {
            return Next.LEAVE;
        }
        RequestMeter requestMeter = worker.requestMeter;
        var before = requestMeter.footprint();
        RequestMeter.Verdict verdict = requestMeter.served();
        cpuContention = worker.cpuShare.after(cpuContention, nanos);
        requests.answered(method, path, worker.id, before, requestMeter.footprint());
        if (verdict == RequestMeter.Verdict.FINE || !mayLeave(worker)) {
            return Next.SERVE;
        }
        return switch (verdict) {
            case FINE -> Next.SERVE;
            case UNCERTAIN -> {
                with(number, this::weigh);
                yield Next.WAIT;
            }
            case TOO_LARGE -> leave(number, RecycleCause.LIMIT);
            case SERVED_ENOUGH -> leave(number, RecycleCause.MAX_REQUESTS);
        };
    }

    @Override
    public final @Nullable Look look(int number) {
        return known.get(number);
    }

    private boolean mayLeave(W worker) {
        return clearance().hasPermit()
                && clearance().mayBeRecycledAt(worker.trackedWorker.age(now()));
    }

    @Override
    public final boolean isCpuContended() {
        return cpuContention.isCrowded();
    }

    private Next leave(int number, RecycleCause because) {
        if (!clearance().tryPermit(because)) {
            return Next.SERVE;
        }
        with(
                number,
                worker -> {
                    clearance().started(now());
                    goes(worker, because);
                });
        tell(() -> clearance().settle(because, now()));
        return Next.LEAVE;
    }

    @Override
    public final void onTrouble(EventKind kind, String why) {
        report.notice(kind, why);
    }

    @Override
    public final void onMalformed(long offset, String why) {
        report.malformed(offset, why);
    }

    @Override
    public final void onCut(String request) {
        report.cut(request);
    }

    @Override
    public void onStopped() {
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
        mailbox.tell(message);
    }

    /// The messages for the thread that owns the pool.
    final Mailbox mailbox() {
        return mailbox;
    }

    /// Does what others have asked for, and looks at all that moves.
    ///
    /// @param longest to wait for somebody to ask
    final void turn(Duration longest) throws InterruptedException {
        mailbox.await(longest);
        pauseSwitch.look(clearance());
        tick();
        clearance().publish(now());
        published = pauseSwitch.shown(describe());
    }

    private void work() {
        ThisProcess.letOthersFinish(); // And the workers that it starts.
        while (!(stopped && isOver())) {
            try {
                turn(pause());
            } catch (InterruptedException e) {
                break;
            } catch (RuntimeException | OutOfMemoryError e) {
                report.notice(EventKind.BUG, LogWord.bug(e));
            }
        }
        ended.complete(release());
    }
}
