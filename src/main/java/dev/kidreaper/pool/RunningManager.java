package dev.kidreaper.pool;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.SocketAddress;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.Size;
import dev.kidreaper.observe.Acceptor;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.observe.group.Machine;
import java.time.Duration;
import java.util.Collection;
import java.util.OptionalInt;

/// The running manager that an attached pool means, and who accepts at its socket, as far as that
/// is read. For the thread that owns the pool.
public interface RunningManager {
    /// The manager as it is now.
    ///
    /// @throws Unreadable with a sentence that says why there is none
    Manager find() throws Unreadable;

    /// The longest time between two searches for one that is not there.
    default Duration longestSearch() {
        return Duration.ofSeconds(2);
    }

    /// Whether the process that has its pid is still that manager.
    ///
    /// @throws Unreadable GONE when there is none
    boolean isStill(Manager manager) throws Unreadable;

    /// All memory that it may use.
    Size memory(Manager manager) throws Unreadable;

    /// Whether a worker accepts where we connect: a manager may have several pools.
    boolean mayAccept(ProcessId worker) throws Unreadable, LinuxException;

    /// Which of these processes has accepted a connection of ours; empty: none of them.
    ///
    /// @param inode of our end
    OptionalInt acceptor(long inode, Collection<Integer> candidates) throws Unreadable;

    /// As `/proc` shows it.
    ///
    /// @param address where its workers accept
    static RunningManager of(
            ServeSettings settings,
            ServeSettings.Source.Attached source,
            SocketAddress address,
            Proc proc,
            PoolReader pools) {
        var only =
                new PoolSettings(
                        settings.name(),
                        source.manager(),
                        source.profile(),
                        Limits.NONE,
                        settings.policy().observing());
        var finder = new ManagerFinder(only, proc, pools);
        var machine = new Machine(proc);
        var acceptor = new Acceptor(proc);
        return new RunningManager() {
            @Override
            public Manager find() throws Unreadable {
                return finder.find();
            }

            @Override
            public boolean isStill(Manager manager) throws Unreadable {
                return pools.stat(manager.id().pid()).id().equals(manager.id());
            }

            @Override
            public Size memory(Manager manager) throws Unreadable {
                return machine.memory(manager.id().pid());
            }

            @Override
            public boolean mayAccept(ProcessId worker) throws Unreadable, LinuxException {
                return acceptor.mayAccept(worker.pid(), address);
            }

            @Override
            public OptionalInt acceptor(long inode, Collection<Integer> candidates)
                    throws Unreadable {
                return acceptor.of(inode, candidates);
            }
        };
    }
}
