package dev.kidreaper.recycle;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Worker;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.ServingCheck;
import dev.kidreaper.observe.ServingCheck.Seen;
import dev.kidreaper.observe.Sockets;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// The check whether a pool can do without one of its workers: that one serves, and others do; its
/// manager can replace it; no connection waits where only it accepts.
final class PoolReadiness {
    /// How long a worker that seems not to serve yet is looked at.
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(2);

    /// No worker starts for so many times as long as a replacement may take.
    private static final int LONGEST_STARTS = 10;

    private static final Duration LOOK_EVERY = Duration.ofMillis(10);

    /// How long a manager that stands still is looked at, and the states of such a process.
    private static final Duration STANDS_FOR = Duration.ofSeconds(1);

    private static final String STANDS = "Tt";

    private final Proc proc;
    private final PoolReader pools;
    private final Manager manager;
    private final Pace pace;
    private final Departures departures;
    private final ServingCheck servingCheck;

    PoolReadiness(
            Proc proc,
            PoolReader pools,
            Manager manager,
            Pace pace,
            Departures departures,
            ServingCheck servingCheck) {
        this.proc = proc;
        this.pools = pools;
        this.manager = manager;
        this.pace = pace;
        this.departures = departures;
        this.servingCheck = servingCheck;
    }

    /// Waits until the pool can do without that worker. Whether there are others that serve.
    ///
    /// @throws Refusal when it cannot, or not in time
    boolean await(ProcessId worker, Deadline deadline) throws LinuxException, Unreadable, Refusal {
        awaitNoChildren(worker, deadline);
        boolean hasSiblings = awaitPool(worker, deadline);
        refuseIfLastInDoubt(worker, hasSiblings);
        refuseIfListensAlone(pools.pool(manager, PoolReader.Depth.CHEAP), worker);
        refuseIfManagerStands();
        return hasSiblings;
    }

    /// A child of an unknown manager may be a manager itself, which a signal could end with all its
    /// workers. One that only has a helper for a while is waited for.
    private void awaitNoChildren(ProcessId worker, Deadline deadline) throws Unreadable, Refusal {
        while (manager.profile().isUnknown() && pools.hasChildren(worker.pid())) {
            if (deadline.isOver()) {
                throw new Refusal(
                        "it has children of its own: if it manages workers, give its pid instead");
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    /// Waits until the worker serves, and so many others that one more may go. Whether there are
    /// others that serve.
    ///
    /// @throws Refusal when it was not seen serving, or too many others were not
    private boolean awaitPool(ProcessId worker, Deadline deadline) throws Unreadable, Refusal {
        var looking = deadline.within(SEEN_WITHIN);
        while (servingCheck.look(worker) == Seen.NOT_YET) {
            if (looking.isOver() && mayBeKilled(worker)) {
                break;
            }
            if (looking.isOver()) {
                throw new Refusal(
                        "it was not seen waiting for a connection or serving one: it still starts,"
                                + " or takes none");
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        while (true) {
            List<Worker> others =
                    pools.pool(manager, PoolReader.Depth.CHEAP).siblings(worker).stream()
                            .filter(w -> servingCheck.look(w.id()) != Seen.NOT_YET || mayStart(w))
                            .toList();
            long starting =
                    others.stream().filter(w -> servingCheck.look(w.id()) == Seen.NOT_YET).count();
            if (starting < departures.atOnce()) {
                return others.size() > starting;
            }
            if (deadline.isOver()) {
                throw new Refusal(
                        "%d other worker%s not serve yet"
                                .formatted(starting, starting == 1 ? " does" : "s do"));
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    /// Whether a worker that was not seen serving may still start. One that never will, since it
    /// hangs or means harm, would else hold up all others for ever.
    private boolean mayStart(Worker worker) {
        return worker.age().compareTo(pace.deadline().multipliedBy(LONGEST_STARTS)) < 0;
    }

    /// A manager that stands still, by a signal or in a debugger, replaces nobody. One that is only
    /// traced stands still for moments.
    private void refuseIfManagerStands() throws Unreadable, Refusal {
        var looking = Deadline.in(STANDS_FOR);
        while (STANDS.indexOf(pools.stat(manager.id().pid()).state()) >= 0) {
            if (looking.isOver()) {
                throw new Refusal("its manager has been stopped, and could not replace it");
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    /// The last worker that serves stays, if the manager has not replaced the one before it: should
    /// it be unable to fork, nobody would serve.
    private void refuseIfLastInDoubt(ProcessId worker, boolean hasSiblings)
            throws Unreadable, Refusal {
        Pool pool = pools.pool(manager, PoolReader.Depth.CHEAP);
        var its = new HashSet<ProcessId>(Set.of(worker));
        pool.siblings(worker).forEach(w -> its.add(w.id()));
        if (departures.isInDoubt(its) && !hasSiblings) {
            throw new Refusal(
                    "it is the last worker that serves, and its manager has not replaced the one"
                            + " that left before");
        }
    }

    /// Whether a worker stands still that the operator wants killed then: it will never be seen
    /// serving.
    private boolean mayBeKilled(ProcessId worker) throws Unreadable {
        char state = pools.stat(worker.pid()).state();
        return pace.killAfter() != null && STANDS.indexOf(state) >= 0;
    }

    /// Refuses a worker with whom the connections that wait for it would be lost. Where workers
    /// listen on one port by themselves (SO_REUSEPORT), the kernel puts each new connection into
    /// the queue of one of them, and nobody else can accept it. One that only has a further socket
    /// of its own, such as for metrics, is none.
    private void refuseIfListensAlone(Pool pool, ProcessId worker)
            throws LinuxException, Unreadable, Refusal {
        try (var sockets = new Sockets(proc, worker.pid())) {
            sockets.learn();
            Set<Long> listening = sockets.listening();
            Set<Long> alone = alone(pool, worker, listening);
            boolean all = !listening.isEmpty() && alone.equals(listening);
            if (all || sockets.sharingPort().stream().anyMatch(alone::contains)) {
                throw new Refusal(
                        "only it has the socket on which it listens, so the connections that wait"
                                + " there would be lost: have the manager open the socket, before"
                                + " it forks");
            }
        } catch (Unreadable e) {
            if (e.why() != Unreadable.Why.DENIED) {
                throw e;
            }
        }
    }

    /// Those of these sockets that no other process has; none if we may not see all of them.
    private Set<Long> alone(Pool pool, ProcessId worker, Set<Long> listening)
            throws LinuxException, Unreadable {
        var alone = new HashSet<>(listening);
        var others = new HashSet<>(pool.others());
        pool.workers().stream().map(Worker::id).forEach(others::add);
        others.remove(worker);
        removeHeldBy(pool.manager().id(), alone);
        for (ProcessId other : others) {
            if (!alone.isEmpty()) {
                removeHeldBy(other, alone);
            }
        }
        return alone;
    }

    private void removeHeldBy(ProcessId process, Set<Long> alone)
            throws LinuxException, Unreadable {
        if (alone.isEmpty()) {
            return;
        }
        try (var sockets = new Sockets(proc, process.pid())) {
            sockets.look();
            alone.removeAll(sockets.inodes());
        } catch (LinuxException e) {
            if (!e.isGone()) {
                throw e;
            }
        } catch (Unreadable e) {
            if (e.why() == Unreadable.Why.DENIED) {
                alone.clear();
            } else if (e.why() != Unreadable.Why.GONE) {
                throw e;
            }
        }
    }
}
