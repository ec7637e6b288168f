package dev.kidreaper.recycle;

import dev.kidreaper.decide.IdleProof;
import dev.kidreaper.decide.IdleProof.Activity;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Moment;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Profile;
import dev.kidreaper.observe.Call;
import dev.kidreaper.observe.ConnectionWait;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Sockets;
import dev.kidreaper.observe.StoppedProcess;
import dev.kidreaper.observe.Unreadable;

/// What a worker that has been stopped is doing. For one thread at a time.
final class IdleProbe implements AutoCloseable {
    private final StoppedProcess process;
    private final Profile profile;
    private final ConnectionWait connectionWait;

    /// @throws LinuxException EACCES or EPERM when the kernel does not let us see into the worker
    IdleProbe(Proc proc, ProcessId worker, Profile profile) throws LinuxException {
        this.process = new StoppedProcess(proc, worker);
        this.profile = profile;
        this.connectionWait = new ConnectionWait(proc, worker.pid(), process.sockets());
    }

    /// Identifies the worker's sockets. False when the kernel does not let us. Only while it runs.
    boolean identifySockets() throws Unreadable {
        try {
            process.sockets().learn();
            return true;
        } catch (Unreadable e) {
            if (e.why() == Unreadable.Why.DENIED) {
                return false;
            }
            throw e;
        }
    }

    /// The worker's state, as `stat` has it.
    char state() throws LinuxException {
        return process.state();
    }

    /// Whether the worker, which runs, may be stopped and is worth it: it is in no call that the
    /// stop would cut short, and may be at a moment that is looked for.
    ///
    /// @param amidRequest whether moments amid a request are looked for too
    boolean mayBeStopped(boolean amidRequest) throws LinuxException, Unreadable {
        if (!amidRequest && !isPlausible(process.call())) {
            return false;
        }
        process.sockets().look();
        if (!amidRequest && holdsConnection()) {
            return false;
        }
        for (Call call : process.calls()) {
            boolean waits = connectionWait.isFor(call) && !holdsConnection();
            if (call.transfers() || (!waits && (call.breaks() || hasTimeLimit(call)))) {
                return false;
            }
        }
        return !process.mayMove();
    }

    private boolean hasTimeLimit(Call call) {
        return switch (call.kind()) {
            case ACCEPT, READ -> process.sockets().mayHaveTimeLimit((int) call.first());
            default -> false;
        };
    }

    private boolean holdsConnection() {
        return process.sockets().holdsConnection();
    }

    private static boolean isPlausible(Call call) {
        return switch (call.kind()) {
            case ACCEPT, POLL, SELECT, EPOLL, LOCK, FUTEX, HIDDEN -> true;
            case SLEEP, READ, WRITE, OTHER, NONE -> false;
        };
    }

    /// What it is doing.
    Moment moment() throws LinuxException, Unreadable {
        Call call;
        try {
            call = process.call();
        } catch (LinuxException e) {
            if (e.isNotPermitted()) {
                return Moment.HIDDEN;
            }
            throw e;
        }
        boolean computingIsHarmless = profile.harmless().contains(Moment.COMPUTING);
        if (call.kind() == Call.Kind.OTHER
                || (call.kind() == Call.Kind.NONE && !computingIsHarmless)) {
            return Moment.BUSY; // Whatever it holds: the descriptors need not be read.
        }
        process.sockets().look();
        boolean atWork = computingIsHarmless && process.isAtWork();
        Activity activity =
                call.kind() == Call.Kind.NONE && atWork
                        ? Activity.COMPUTING
                        : activity(call, process.sockets());
        return IdleProof.moment(activity, process.sockets().holdsConnection(), profile);
    }

    private Activity activity(Call call, Sockets sockets) {
        int descriptor = (int) call.first();
        return switch (call.kind()) {
            case ACCEPT -> sockets.isSocket(descriptor) ? Activity.ACCEPT : Activity.OTHER;
            case POLL, SELECT, EPOLL -> connectionWait.isFor(call) ? Activity.POLL : Activity.OTHER;
            case LOCK -> Activity.LOCK;
            case FUTEX -> Activity.FUTEX;
            case SLEEP -> Activity.SLEEP;
            case READ ->
                    sockets.isConnection(descriptor) ? Activity.READ_CLIENT : Activity.READ_OTHER;
            case WRITE -> Activity.WRITE;
            case OTHER, NONE -> Activity.OTHER;
            case HIDDEN -> Activity.UNSEEN;
        };
    }

    @Override
    public void close() {
        process.close();
    }
}
