package dev.kidreaper.pool;

import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Worker;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.util.List;
import java.util.Optional;

/// The children of managers, as they are listed. For one thread at a time.
public interface ManagerChildren {
    /// The pids of all its children.
    ///
    /// @throws Unreadable GONE when the manager is not there any more
    List<Integer> pids(Manager manager) throws Unreadable;

    /// Seconds since boot: the time by which children have an age.
    double uptime() throws Unreadable;

    /// The worker that one of them is, its cheap sizes read; empty when it is none, or has gone.
    Optional<Worker> worker(Manager manager, int pid, double uptime) throws Unreadable;

    /// As `/proc` lists them.
    static ManagerChildren of(Proc proc, PoolReader pools) {
        return new ManagerChildren() {
            @Override
            public List<Integer> pids(Manager manager) throws Unreadable {
                return pools.children(manager.id().pid());
            }

            @Override
            public double uptime() throws Unreadable {
                return proc.uptimeSeconds();
            }

            @Override
            public Optional<Worker> worker(Manager manager, int pid, double uptime)
                    throws Unreadable {
                return pools.child(manager, pid, uptime, PoolReader.Depth.CHEAP)
                                instanceof PoolReader.Child.Serving serving
                        ? Optional.of(serving.worker())
                        : Optional.empty();
            }
        };
    }
}
