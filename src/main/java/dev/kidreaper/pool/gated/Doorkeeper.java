package dev.kidreaper.pool.gated;

import dev.kidreaper.gate.AcceptGate;
import dev.kidreaper.linux.Errno;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.SeccompListener;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.RunSettings;
import dev.kidreaper.pool.RequestMeter;
import dev.kidreaper.pool.watched.Gatekeeping;
import dev.kidreaper.recycle.WorkerGate;
import dev.kidreaper.tally.TimeCounter;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The doorman of a pool: counts what its workers accept, has them weighed between two requests,
/// and keeps those that have reached a limit until they are asked to leave.
/*
 * Whatever is in doubt, a worker enters. It waits only where it is known as a worker of the pool,
 * at a socket that its manager has too.
 *
 * Where accept(2) does not block, several workers are told of one connection, and only one gets it.
 * So a worker that asks where no connection waits is told so at once, as the kernel would; one that
 * asks where one waits counts, although another may be faster. So there the count is never too low.
 */
final class Doorkeeper implements AcceptGate.Doorman, Gatekeeping {
    private static final int TIMED_EACH = 8;
    private static final long EARLY_EVERY = 10_000_000L;

    /// So often in a row a worker may ask in vain at once; then each time waits a millisecond, so
    /// that one that does nothing else costs little.
    private static final int IN_VAIN = 64;

    private final Callers callers;
    private final AcceptGate gate;
    private final GateReport gateReport;
    private final LimitKeeper limitKeeper;
    private final Set<GatedWorker> waiting = ConcurrentHashMap.newKeySet();
    private final EarlyCalls early;
    private final Delays delays;
    private volatile @Nullable Kept kept;
    private volatile long limit = Long.MAX_VALUE;
    private final TimeCounter times = new TimeCounter();
    private volatile long accepted;
    private volatile int parent;
    private volatile @Nullable Runnable whenEmpty;

    Doorkeeper(RunSettings settings, SeccompListener listener, GateReport.Teller tell)
            throws LinuxException {
        this.callers = new Callers(settings);
        this.gateReport = new GateReport(callers, tell);
        this.gate = new AcceptGate(listener, this);
        this.delays = new Delays(gate);
        this.early = new EarlyCalls(gate, settings.maxRequests() - settings.jitter());
        this.limitKeeper = new LimitKeeper(callers);
        gate.open(settings.name());
    }

    /// The parent of who asked first; 0 while nobody has. For any thread.
    int parent() {
        return parent;
    }

    @Override
    public boolean mayEnter(int thread, int descriptor, long call) {
        if (callers.areRested()) {
            prune(System.nanoTime());
        }
        Caller caller = callers.known(thread);
        if (caller == null) {
            if (callers.isManager(thread)) {
                return true;
            }
            caller = meet(thread, descriptor);
            if (caller == null) {
                return early.mayEnter(thread, descriptor, call, !isKnown());
            }
        }
        Door door = caller.door(descriptor);
        if (!door.shared()) {
            long now = System.nanoTime();
            return caller.asksSeldom(now) || delays.letInLater(call, now);
        }
        if (!caller.worker.asksAtPool) {
            caller.worker.asksAtPool = true;
        }
        return mayEnter(caller, door, call);
    }

    private boolean mayEnter(Caller caller, Door door, long call) {
        GatedWorker worker = caller.worker;
        long now = System.nanoTime();
        if (worker.waitsAnyway(call, door, now)) {
            return false;
        }
        RequestMeter.Verdict verdict = RequestMeter.Verdict.FINE;
        if (caller.inside) {
            verdict = served(caller, now);
        }
        if (worker.isHeldFor(call, door, now)) {
            caller.inside = true;
            waiting.add(worker);
            return false;
        }
        if (verdict != RequestMeter.Verdict.FINE
                && limitKeeper.keeps(kept, caller, door, call, verdict)) {
            caller.inside = true;
            waiting.add(worker);
            return false;
        }
        if (!door.blocks() && !door.hasWaiting(worker.process)) {
            inVain(caller, call, now);
            return false;
        }
        caller.inVain = 0;
        caller.inside = true;
        caller.began = isTimed(caller, door) ? now : 0;
        return true;
    }

    /// Whether a connection waits for it, so that its request begins now. To see that costs some
    /// microseconds where it was not seen anyway: there only each eighth is timed.
    private static boolean isTimed(Caller caller, Door door) {
        return !door.blocks()
                || (caller.worker.requestMeter.requests() % TIMED_EACH == 0
                        && door.hasWaiting(caller.worker.process));
    }

    private RequestMeter.Verdict served(Caller caller, long now) {
        caller.inside = false;
        if (caller.began != 0) {
            caller.worker.times.add(now - caller.began);
            times.add(now - caller.began);
            caller.began = 0;
        }
        count(1);
        return caller.worker.requestMeter.served();
    }

    private void count(long more) {
        long all = accepted + more; // One thread counts; others only read.
        accepted = all;
    }

    private void inVain(Caller caller, long call, long now) {
        caller.inVain++;
        if (caller.inVain < IN_VAIN) {
            gate.turnAway(call, Errno.EWOULDBLOCK);
        } else {
            delays.add(call, now);
        }
    }

    /// Finds out who a thread is that was not known; null when that is not known yet. What it has
    /// accepted before counts.
    private @Nullable Caller meet(int thread, int descriptor) {
        if (parent == 0) {
            parent = callers.parent(thread);
        }
        Kept pool = kept;
        Caller caller = pool == null ? null : callers.meet(thread, pool.manager(), gate);
        if (caller == null) {
            return null;
        }
        caller.worker.requestMeter.limit(limit);
        int before = early.known(thread);
        if (before > 0 && caller.door(descriptor).shared()) {
            for (int i = 1; i < before; i++) {
                count(1);
                var _ = caller.worker.requestMeter.served();
            }
            caller.inside = true;
        }
        return caller;
    }

    @Override
    public long turn(long now) {
        if (now - callers.nextPrune() >= 0) {
            prune(now);
        }
        long next = Math.min(callers.nextPrune(), delays.turn(now));
        if (early.isAnyWaiting()) {
            early.turn(this, isKnown(), now);
            next = Math.min(next, now + EARLY_EVERY);
        }
        return waiting.isEmpty() ? next : Math.min(next, turnOfWaiting(now));
    }

    private void prune(long now) {
        callers.prune(now, gateReport::gone);
        waiting.removeIf(GatedWorker::hasExited);
    }

    private long turnOfWaiting(long now) {
        long next = GatedWorker.NEVER;
        waiting.removeIf(GatedWorker::isAdmitted);
        for (GatedWorker worker : waiting) {
            next = Math.min(next, worker.turn(now));
        }
        return next;
    }

    /// Whether it is known whose workers ask, or does not matter any more.
    private boolean isKnown() {
        return kept != null || whenEmpty != null;
    }

    @Override
    public void empty() {
        Runnable then = whenEmpty;
        close();
        if (then != null) {
            then.run();
        }
    }

    /// The manager has ended, and we go on: those that it has left are let in, as long as there are
    /// any.
    ///
    /// @param then is called once there are none
    void leaveOpen(Runnable then) {
        whenEmpty = then;
        gate.wake();
    }

    @Override
    public void trouble(Exception problem) {
        gateReport.trouble(problem);
    }

    /// The manager has ended.
    void close() {
        limitKeeper.close();
        gate.close();
    }

    @Override
    public WorkerGate gate() {
        return new HeldWorkers(callers::worker);
    }

    @Override
    public void kept(Kept pool) {
        kept = pool;
        gate.wake();
    }

    @Override
    public void left() {
        kept = null;
        callers.workers().forEach(w -> w.readmit(System.nanoTime()));
    }

    @Override
    public PoolSnapshot seen(PoolSnapshot snapshot) {
        Long now = snapshot.limitBytes();
        limit = now == null ? Long.MAX_VALUE : now;
        callers.workers().forEach(w -> w.requestMeter.limit(limit));
        return gateReport.on(snapshot, accepted, times.counts());
    }
}
