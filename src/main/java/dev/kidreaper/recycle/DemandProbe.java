package dev.kidreaper.recycle;

import dev.kidreaper.linux.BorrowedSocket;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Pidfd;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Moment;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Worker;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether a manager that keeps fewer workers while they are idle can do without the one that left,
/// by what is seen of its other workers and of itself. For one thread at a time.
/*
 * Such a manager replaces a worker at once, unless it has told that worker to leave as well; which
 * of the two it was cannot be seen, unless we trace the worker. So there must be enough others: two
 * that are idle. For if the manager only failed to fork, then the next recycle leaves one of them.
 * With one alone it is in doubt whether the manager can fork, and that one must stay.
 *
 * Or the manager waits for connections itself, where its worker did, and forks when one comes: then
 * it needs none. The kernel lists what an epoll waits for (proc_pid_fdinfo(5), `tfd`). A manager
 * has other sockets among these, such as pipes to its workers, so only one that accepts connections
 * counts.
 */
final class DemandProbe {
    private static final int ENOUGH = 2;
    private static final int MOST_DESCRIPTORS = 4096;
    private static final int MOST_INFO_BYTES = 1 << 16;
    private static final String EPOLL = "anon_inode:[eventpoll]";
    private static final Pattern WAITED_FOR = Pattern.compile("(?m)^tfd: *(\\d+) ");

    private final Proc proc;
    private final Manager manager;
    private Set<String> sockets = Set.of();

    DemandProbe(Proc proc, Manager manager) {
        this.proc = proc;
        this.manager = manager;
    }

    /// Notes which sockets a worker has that will be asked to leave.
    void remember(ProcessId leaving) {
        var held = new HashSet<String>();
        for (String descriptor : descriptors(leaving.pid())) {
            String target = target(leaving.pid(), descriptor);
            if (target.startsWith("socket:")) {
                held.add(target);
            }
        }
        sockets = held;
    }

    /// What is seen of those that remain.
    enum Remaining {
        /// No replacement is needed.
        ENOUGH,
        /// One worker is idle. It would be enough, if the manager can fork.
        ONE_IDLE,
        /// Nobody is seen to be idle.
        NONE_IDLE
    }

    /// Looks at those that remain.
    ///
    /// @param others the workers of the same pool
    Remaining look(List<Worker> others) {
        if (doesManagerWait()) {
            return Remaining.ENOUGH;
        }
        long idle = others.stream().filter(w -> isIdle(w.id())).limit(ENOUGH).count();
        return idle == ENOUGH
                ? Remaining.ENOUGH
                : idle > 0 ? Remaining.ONE_IDLE : Remaining.NONE_IDLE;
    }

    /// Whether a worker is seen waiting for a request. It runs on meanwhile.
    private boolean isIdle(ProcessId worker) {
        try (var idleProbe = new IdleProbe(proc, worker, manager.profile())) {
            return idleProbe.identifySockets() && idleProbe.moment() == Moment.IDLE;
        } catch (LinuxException | Unreadable e) {
            return false; // It has gone, or is not for our eyes: nothing was seen.
        }
    }

    private boolean doesManagerWait() {
        int pid = manager.id().pid();
        for (String descriptor : descriptors(pid)) {
            if (target(pid, descriptor).equals(EPOLL) && isForWorkersSocket(pid, descriptor)) {
                return true;
            }
        }
        return false;
    }

    private boolean isForWorkersSocket(int pid, String epoll) {
        String text;
        try {
            text = proc.head(pid, "fdinfo/" + epoll, MOST_INFO_BYTES);
        } catch (Unreadable e) {
            return false; // As above.
        }
        Matcher waitedFor = WAITED_FOR.matcher(text);
        while (waitedFor.find()) {
            String descriptor = waitedFor.group(1);
            if (sockets.contains(target(pid, descriptor)) && accepts(pid, descriptor)) {
                return true;
            }
        }
        return false;
    }

    private static boolean accepts(int pid, String descriptor) {
        try (var process = Pidfd.open(pid)) {
            return BorrowedSocket.of(process, Integer.parseInt(descriptor)).listening();
        } catch (LinuxException e) {
            return false; // As above.
        }
    }

    private List<String> descriptors(int pid) {
        try {
            return proc.names(pid, "fd", MOST_DESCRIPTORS);
        } catch (Unreadable e) {
            return List.of(); // As above.
        }
    }

    private String target(int pid, String descriptor) {
        return proc.link(pid, "fd/" + descriptor);
    }
}
