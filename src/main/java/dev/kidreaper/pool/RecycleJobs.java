package dev.kidreaper.pool;

import dev.kidreaper.decide.SignalChoice;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.LogWord;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Rights;
import dev.kidreaper.observe.ServingCheck;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.permit.Permit;
import dev.kidreaper.pool.permit.PermitDesk;
import dev.kidreaper.recycle.Departures;
import dev.kidreaper.recycle.RecycleLock;
import dev.kidreaper.recycle.Recycler;
import dev.kidreaper.recycle.ReplacementWait;
import dev.kidreaper.recycle.WorkerGate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The recycles under way of one manager's workers, each on a thread of its own that waits for it.
/// While there is any, the manager's lock is ours. For the thread that owns the pool.
public final class RecycleJobs implements WorkerRecycling {
    /// A recycle that takes so long waits for the end of a long request.
    private static final long HELD_UP_NANOS = 1_000_000_000L;

    /// So many may wait for that at once.
    private static final int MOST_HELD_UP = 16;

    private final Context context;
    private final Manager manager;
    private final @Nullable Signal signal;
    private final Pace pace;
    private final Departures departures;
    private final ServingCheck servingCheck;
    private final @Nullable WorkerGate gate;

    /// Of those that a gate keeps: they are away already, so asking them takes nobody away.
    private final Departures ofKept =
            new Departures(RecyclePolicy.MOST_AT_ONCE, Duration.ZERO, System::nanoTime);

    private final Proc proc = Proc.ofMachine();
    private final Set<ProcessId> claimed = ConcurrentHashMap.newKeySet();
    private @Nullable RecycleLock lock;
    private final List<Long> begun = new ArrayList<>();

    /// What the jobs of all managers of one pool have in common.
    ///
    /// @param pool its name
    /// @param readers makes readers of pools: each thread needs one of its own
    /// @param explainer says why workers have grown
    /// @param mailbox of the thread that owns the pool
    /// @param permits of a budget that is larger than the pool
    public record Context(
            String pool,
            Supplier<PoolReader> readers,
            Recorder recorder,
            GrowthExplainer explainer,
            Mailbox mailbox,
            PermitDesk permits) {}

    /// Those of a manager whose workers ask at no gate.
    ///
    /// @param policy how many of its workers may be away at once, and how long each step may take
    public RecycleJobs(Context context, Manager manager, RecyclePolicy policy) {
        this(context, manager, policy, null);
    }

    /// Those of a manager.
    ///
    /// @param policy as above
    /// @param gate at which its workers can be held; null: there is none
    public RecycleJobs(
            Context context, Manager manager, RecyclePolicy policy, @Nullable WorkerGate gate) {
        this.gate = gate;
        this.context = context;
        this.manager = manager;
        this.signal =
                SignalChoice.asked(manager.profile(), null) instanceof SignalChoice.Send send
                        ? send.signal()
                        : null;
        this.pace = policy.pace();
        this.departures = new Departures(policy.atOnce(), pace.pause(), System::nanoTime);
        this.servingCheck = new ServingCheck(proc, manager.profile());
    }

    /// Whether the manager's workers can be asked to leave.
    public boolean canAsk() {
        return signal != null;
    }

    /// Why workers of that manager cannot be asked to leave; null when they can.
    public static @Nullable String obstacle(Manager manager) {
        return switch (SignalChoice.asked(manager.profile(), null)) {
            case SignalChoice.Send _ -> null;
            case SignalChoice.Untouchable no -> no.why();
            case SignalChoice.Unknown _, SignalChoice.Deadly _ ->
                    "nothing is known of the kind of manager that pid %s is (%s)"
                            .formatted(manager.id(), manager.title());
        };
    }

    @Override
    public int running() {
        return begun.size();
    }

    @Override
    public int away() {
        long now = System.nanoTime();
        long fresh = begun.stream().filter(at -> now - at < HELD_UP_NANOS).count();
        int most = departures.atOnce();
        return begun.size() >= most + MOST_HELD_UP
                ? most
                : Math.max(departures.away() + ofKept.away(), (int) fresh);
    }

    @Override
    public Right acquire() throws LinuxException, Unreadable {
        if (lock != null) {
            return new Right.Ours();
        }
        return switch (take()) {
            case RecycleLock.Asked.Taken taken -> {
                lock = taken.recycleLock();
                yield new Right.Ours();
            }
            case RecycleLock.Asked.Elsewhere other -> new Right.Elsewhere(other.holder());
            case RecycleLock.Asked.Forbidden forbidden -> new Right.Forbidden(forbidden.why());
        };
    }

    /// Who may not take the lock can recycle nobody, and goes on looking.
    private RecycleLock.Asked take() throws LinuxException, Unreadable {
        try {
            return RecycleLock.take(manager, proc);
        } catch (LinuxException e) {
            if (!e.isNotPermitted()) {
                throw e;
            }
            String mend = Rights.toDo(e, proc, manager.id().pid());
            return new RecycleLock.Asked.Forbidden(
                    "not permitted (%s); %s".formatted(e.sentence(), mend));
        }
    }

    @Override
    public void release() {
        if (begun.isEmpty() && lock != null) {
            lock.close();
            lock = null;
        }
    }

    @Override
    public void start(
            ProcessId worker,
            Reason reason,
            @Nullable Duration killAfter,
            @Nullable RecycleEvidence evidence,
            BiConsumer<Outcome, Duration> then) {
        Long start = System.nanoTime();
        begun.add(start);
        context.recorder.record(new Event.Recycling(Instant.now(), context.pool, worker, reason));
        Permit permit = context.permits.take(reason.causeOr(RecycleCause.LIMIT));
        String refused = permit == null ? "there is no permit of the fleet" : refused();
        Thread.ofPlatform()
                .name("recycle-" + context.pool + "-" + worker)
                .daemon()
                .start(() -> {
                    Outcome outcome =
                            refused == null && permit != null
                                    ? recycled(worker, reason, killAfter, permit)
                                    : new Outcome.Failed(
                                            worker, reason, String.valueOf(refused), false, false);
                    if (permit != null) {
                        permit.ended(outcome);
                    }
                    if (gate != null) {
                        gate.readmit(worker); // It has left, or serves on.
                    }
                    Duration took = Duration.ofNanos(System.nanoTime() - start);
                    context.recorder.record(
                            context.explainer.ended(context.pool, outcome, evidence));
                    context.mailbox.tell(() -> {
                        begun.remove(start);
                        release();
                        then.accept(outcome, took);
                    });
                });
    }

    /// Why the right to recycle is not ours, a sentence; null: it is.
    private @Nullable String refused() {
        try {
            return switch (acquire()) {
                case Right.Ours _ -> null;
                case Right.Elsewhere other ->
                        other.holder() == null
                                ? "another kidreaper is at work there"
                                : "another program is at work there: " + other.holder();
                case Right.Forbidden forbidden -> forbidden.why();
            };
        } catch (LinuxException e) {
            return e.sentence();
        } catch (Unreadable e) {
            return e.sentence();
        }
    }

    /// What goes wrong with one worker, by our own fault too, is no reason to end all else.
    private Outcome recycled(
            ProcessId worker, Reason reason, @Nullable Duration killAfter, Permit permit) {
        try {
            return recycle(worker, reason, killAfter, permit);
        } catch (RuntimeException | OutOfMemoryError e) {
            return new Outcome.Failed(worker, reason, LogWord.bug(e), false, false);
        }
    }

    private Outcome recycle(
            ProcessId worker, Reason reason, @Nullable Duration killAfter, Permit permit) {
        if (signal == null) {
            return new Outcome.Failed(worker, reason, "it cannot be asked", false, false);
        }
        Pace killing = pace.killAfter(killAfter);
        PoolReader own = context.readers.get();
        var wait = new ReplacementWait(proc, own, manager, killing, null, claimed, servingCheck);
        Departures its = gate != null && gate.keeps(worker) ? ofKept : departures;
        return new Recycler(
                        proc,
                        own,
                        manager,
                        signal,
                        killing,
                        its,
                        servingCheck,
                        wait,
                        gate,
                        permit::maySignal)
                .recycle(worker, reason);
    }

    @Override
    public void close() {
        if (lock != null) {
            lock.close();
            lock = null;
        }
    }
}
