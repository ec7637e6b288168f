package dev.kidreaper.recycle;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Pidfd;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.Credentials;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Stat;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;

/// A handle to one worker, which always names the same process; that process has been checked to be
/// the worker that was meant.
final class WorkerHandle implements AutoCloseable {
    private final ProcessId id;
    private final ProcessId manager;
    private final Pidfd pidfd;

    private WorkerHandle(ProcessId id, ProcessId manager, Pidfd pidfd) {
        this.id = id;
        this.manager = manager;
        this.pidfd = pidfd;
    }

    /// Opens the handle first. Then the pid cannot name another process, and is used to check that
    /// the process is the one that was meant and is this manager's child.
    ///
    /// @throws Unreadable GONE when that process does not exist any more
    /// @throws Refusal when it must not be signalled
    static WorkerHandle open(
            Manager manager, ProcessId worker, Signal signal, PoolReader pools, Proc proc)
            throws LinuxException, Unreadable, Refusal {
        Pidfd pidfd = Pidfd.open(worker.pid());
        var workerHandle = new WorkerHandle(worker, manager.id(), pidfd);
        try {
            Stat stat = pools.stat(worker.pid());
            if (!stat.id().equals(worker) || pidfd.hasExited()) {
                throw new Refusal("its pid is another process's by now");
            }
            if (stat.parent() != manager.id().pid()) {
                throw new Refusal("it is not a child of manager %s".formatted(manager.id()));
            }
            if (stat.isKernelThread() || worker.pid() == 1 || isOurselves(worker)) {
                throw new Refusal("it is no worker");
            }
            checkRights(manager, worker, signal, proc);
            return workerHandle;
        } catch (LinuxException | Unreadable | Refusal | RuntimeException e) {
            workerHandle.close();
            throw e;
        }
    }

    private static boolean isOurselves(ProcessId worker) {
        return worker.pid() == ProcessHandle.current().pid();
    }

    /// A manager without root's rights has children with its own user's rights. It could not signal
    /// a child that has other rights, such as a setuid program; nor may we on its behalf.
    private static void checkRights(Manager manager, ProcessId worker, Signal signal, Proc proc)
            throws Unreadable, Refusal {
        int user = Credentials.of(proc, manager.id().pid()).effectiveUid();
        Credentials rights = Credentials.of(proc, worker.pid());
        if (user != 0 && !rights.isOnly(user)) {
            throw new Refusal(
                    "it has other rights than its manager's user (uid %d)".formatted(user));
        }
        if (rights.ignores(signal)) {
            throw new Refusal("it ignores %s: was its manager started by nohup?".formatted(signal));
        }
        if (!rights.catches(signal)) {
            String instead =
                    manager.profile().isUnknown()
                            ? "name the signal on which it finishes and leaves (--signal)"
                            : "was the manager told to leave signals alone?";
            throw new Refusal(
                    "it has no handler for %s, which would end it at once, amid its work: %s"
                            .formatted(signal, instead));
        }
    }

    ProcessId id() {
        return id;
    }

    /// The manager whose child it is.
    ProcessId manager() {
        return manager;
    }

    void signal(Signal signal) throws LinuxException {
        pidfd.signal(signal.number());
    }

    boolean awaitExit(Duration longest) throws LinuxException {
        return pidfd.awaitExit(longest);
    }

    boolean hasExited() throws LinuxException {
        return pidfd.hasExited();
    }

    @Override
    public void close() {
        pidfd.close();
    }
}
