package dev.kidreaper.pool.gated;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.gate.AcceptGate;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Pidfd;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RunSettings;
import dev.kidreaper.model.Worker;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.ManagerChildren;
import dev.kidreaper.pool.RequestMeter;
import dev.kidreaper.pool.WorkerMemory;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The book of those who ask at the gate: which thread is of which worker. For the gate's thread,
/// but for what says otherwise.
final class Callers implements AutoCloseable {
    /// A power of two: the threads that asked last are found without an allocation.
    private static final int RECENT = 512;

    /// Threads that ask, of all workers together. Beyond, the book begins anew: each is met again.
    private static final int MOST_CALLERS = 65_536;

    private static final long PRUNE_EVERY = 500_000_000L;

    /// As long as nobody asks.
    private static final long PRUNE_RESTING = 8 * PRUNE_EVERY;

    private final RunSettings settings;
    private final Proc proc = Proc.ofMachine();
    private final PoolReader pools = new PoolReader(proc, Recognition::of);
    private final ManagerChildren children = ManagerChildren.of(proc, pools);
    private final WorkerMemory.Opener memories;
    private final Spread spread;
    private final @Nullable Caller[] recent = new @Nullable Caller[RECENT];
    private final Map<Integer, Caller> callers = new HashMap<>();
    private int managing;
    private long nextPrune;
    private boolean asked;
    private boolean rests;
    private final Map<ProcessId, GatedWorker> workers = new ConcurrentHashMap<>();

    Callers(RunSettings settings) {
        this.settings = settings;
        double place = ThreadLocalRandom.current().nextDouble();
        this.spread = new Spread(settings.maxRequests(), settings.jitter(), place);
        this.memories =
                settings.limits().withChildren()
                        ? WorkerMemory.Opener.withHelpers(proc, pools)
                        : WorkerMemory.Opener.of(proc, pools);
    }

    /// One that is known; null when it is not.
    @Nullable Caller known(int thread) {
        int place = thread & (RECENT - 1);
        Caller last = recent[place];
        if (last != null && last.thread == thread) {
            return last;
        }
        Caller known = callers.get(thread);
        if (known != null) {
            recent[place] = known;
        }
        return known;
    }

    /// Whether the thread is the manager's that was met last: a manager that serves too asks often.
    boolean isManager(int thread) {
        return thread == managing;
    }

    /// Finds out whose thread that is; null when it is of no worker of that manager, or of none
    /// yet.
    @Nullable Caller meet(int thread, Manager manager, AcceptGate gate) {
        try {
            int pid = process(thread);
            if (pid == manager.id().pid()) {
                managing = thread;
                return null; // Some managers serve too.
            }
            Optional<Worker> worker = children.worker(manager, pid, children.uptime());
            if (worker.isEmpty()) {
                return null;
            }
            GatedWorker gated = workers.get(worker.get().id());
            if (gated == null) {
                gated = welcome(worker.get(), gate);
            }
            int its = manager.id().pid();
            var caller = new Caller(thread, gated, fd -> Door.of(proc, pid, fd, its));
            if (callers.size() >= MOST_CALLERS) {
                callers.clear();
                Arrays.fill(recent, null);
            }
            callers.put(thread, caller);
            return caller;
        } catch (Unreadable | LinuxException e) {
            return null; // It has gone, or is not for our eyes.
        }
    }

    /// The process of a thread.
    private int process(int thread) throws Unreadable {
        String status = proc.text(thread, "status");
        int at = status.indexOf("\nTgid:") + "\nTgid:".length();
        return Integer.parseInt(status.substring(at, status.indexOf('\n', at)).strip());
    }

    /// The parent of a thread's process; 0 when it has gone.
    int parent(int thread) {
        try {
            return pools.stat(process(thread)).parent();
        } catch (Unreadable e) {
            return 0;
        }
    }

    private GatedWorker welcome(Worker worker, AcceptGate gate) throws LinuxException, Unreadable {
        ProcessId id = worker.id();
        Pidfd process = Pidfd.open(id.pid());
        try {
            if (!pools.stat(id.pid()).id().equals(id)) {
                throw new Unreadable(Unreadable.Why.GONE, "pid " + id + " is another process");
            }
            var bounds =
                    new RequestMeter.Bounds(
                            settings.limits().measure(), spread.next(), proc.pageSize());
            WorkerMemory costly = memories.open(id);
            var meter = new RequestMeter(memories.open(id), costly, bounds, System::nanoTime);
            long born = System.nanoTime() - worker.age().toNanos();
            var gated = new GatedWorker(id, born, process, meter, costly, gate);
            workers.put(id, gated);
            return gated;
        } catch (LinuxException | Unreadable e) {
            process.close();
            throw e;
        }
    }

    /// Whether a door is still what it was when it was looked at.
    boolean isStill(Caller caller, Door door) {
        return door.isStill(proc, caller.worker.id.pid());
    }

    /// Somebody asks. Whether nobody has for so long that {@link #prune} is due first: the number
    /// of one that has gone may be another's by now.
    boolean areRested() {
        asked = true;
        return rests;
    }

    /// When {@link #prune} is due.
    long nextPrune() {
        return nextPrune;
    }

    /// Forgets those that have gone.
    ///
    /// @param gone is told of each
    void prune(long now, Consumer<GatedWorker> gone) {
        rests = !asked;
        asked = false;
        nextPrune = now + (rests ? PRUNE_RESTING : PRUNE_EVERY);
        managing = 0;
        for (GatedWorker worker : List.copyOf(workers.values())) {
            if (worker.hasExited()) {
                callers.values().removeIf(c -> c.worker == worker);
                for (int i = 0; i < RECENT; i++) {
                    Caller last = recent[i];
                    if (last != null && last.worker == worker) {
                        recent[i] = null;
                    }
                }
                workers.remove(worker.id);
                gone.accept(worker);
                worker.close();
            }
        }
    }

    /// The worker of that identity; null when it has not asked. For any thread.
    @Nullable GatedWorker worker(ProcessId id) {
        return workers.get(id);
    }

    /// All workers that have asked and are there. For any thread.
    Collection<GatedWorker> workers() {
        return workers.values();
    }

    @Override
    public void close() {
        workers.values().forEach(GatedWorker::close);
        workers.clear();
    }
}
