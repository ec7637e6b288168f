package dev.kidreaper.observe;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.IdleWait;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Profile;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Tells which workers of a pool serve: those that have been seen waiting for a connection, or
/// handling one. A worker that was forked but still loads its application does neither, however old
/// it is. For any thread.
public final class ServingCheck {
    private final Proc proc;
    private final Profile profile;
    private final Set<ProcessId> serving = ConcurrentHashMap.newKeySet();

    /// @param profile of the pool's manager
    public ServingCheck(Proc proc, Profile profile) {
        this.proc = proc;
        this.profile = profile;
    }

    /// What was seen of a worker.
    public enum Seen {
        /// It serves, or has served.
        SERVING,
        /// It was not seen serving yet.
        NOT_YET,
        /// The kernel does not let us see, or the worker accepts no connections of its own.
        UNSEEN
    }

    /// Looks at a worker, unless it was seen serving before.
    public Seen look(ProcessId worker) {
        if (serving.contains(worker)) {
            return Seen.SERVING;
        }
        Seen seen;
        try (var sockets = new Sockets(proc, worker.pid())) {
            sockets.learn();
            seen = look(worker.pid(), sockets);
        } catch (LinuxException | Unreadable e) {
            seen = Seen.UNSEEN;
        }
        if (seen == Seen.SERVING) {
            serving.add(worker);
        }
        return seen;
    }

    private Seen look(int pid, Sockets sockets) throws Unreadable {
        if (!sockets.hasListened()) {
            // A known kind takes its connections itself, so it has not begun to.
            return profile.isUnknown() ? Seen.UNSEEN : Seen.NOT_YET;
        }
        if (sockets.holdsConnection()) {
            return Seen.SERVING;
        }
        var connectionWait = new ConnectionWait(proc, pid, sockets);
        List<Call> calls = Threads.calls(proc, pid);
        boolean waits =
                calls.stream().anyMatch(c -> connectionWait.isFor(c) || isForTurn(c, calls.size()));
        return waits ? Seen.SERVING : Seen.NOT_YET;
    }

    /// Whether it waits for its turn to wait for a connection: one worker of the pool waits at a
    /// time. With several threads such a wait may be for anything.
    private boolean isForTurn(Call call, int threads) {
        return switch (call.kind()) {
            case LOCK -> profile.idleWaits().contains(IdleWait.LOCK);
            case FUTEX -> threads == 1 && profile.idleWaits().contains(IdleWait.FUTEX);
            default -> false;
        };
    }

    /// Forgets all workers but these.
    public void retain(Set<ProcessId> workers) {
        serving.retainAll(workers);
    }
}
