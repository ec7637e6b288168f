package dev.kidreaper.recycle;

import dev.kidreaper.decide.IdleProof;
import dev.kidreaper.decide.IdleProof.In;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Moment;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Profile;
import dev.kidreaper.observe.Call;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Sockets;
import dev.kidreaper.observe.StoppedProcess;
import dev.kidreaper.observe.Unreadable;

/// Sees at which moment of its life a worker is that stands still. For one thread at a time.
final class IdleProbe implements AutoCloseable {
    private final StoppedProcess stoppedProcess;
    private final Profile profile;

    /// Opens it.
    ///
    /// @throws LinuxException when the kernel does not let us look
    IdleProbe(Proc proc, ProcessId worker, Profile profile) throws LinuxException {
        this.stoppedProcess = new StoppedProcess(proc, worker);
        this.profile = profile;
    }

    /// Learns what the worker's sockets are. Whether the kernel lets us. Not while it stands still.
    boolean learn() throws Unreadable {
        try {
            stoppedProcess.sockets().learn();
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
        return stoppedProcess.state();
    }

    /// Whether it is in `accept` just now: no proof, but cheap.
    boolean isInAccept() throws LinuxException {
        return stoppedProcess.call().kind() == Call.Kind.ACCEPT;
    }

    /// The moment at which it is.
    Moment moment() throws LinuxException, Unreadable {
        Call call;
        try {
            call = stoppedProcess.call();
        } catch (LinuxException e) {
            if (e.isNotPermitted()) {
                return Moment.HIDDEN;
            }
            throw e;
        }
        boolean computing = profile.harmless().contains(Moment.COMPUTING);
        if (call.kind() == Call.Kind.OTHER || (call.kind() == Call.Kind.NONE && !computing)) {
            return Moment.BUSY; // Whatever it holds: the descriptors need not be read.
        }
        stoppedProcess.sockets().look();
        boolean atWork = computing && stoppedProcess.isAtWork();
        In in =
                call.kind() == Call.Kind.NONE && atWork
                        ? In.COMPUTING
                        : in(call, stoppedProcess.sockets());
        return IdleProof.of(in, stoppedProcess.sockets().holdsConnection(), profile);
    }

    private static In in(Call call, Sockets sockets) {
        int descriptor = (int) call.argument();
        return switch (call.kind()) {
            case ACCEPT -> sockets.isSocket(descriptor) ? In.ACCEPT : In.ELSEWHERE;
            case POLL -> In.POLL;
            case LOCK -> In.LOCK;
            case FUTEX -> In.FUTEX;
            case SLEEP -> In.SLEEP;
            case READ -> sockets.isConnection(descriptor) ? In.READ_CLIENT : In.READ_OTHER;
            case WRITE -> In.WRITE;
            case OTHER, NONE -> In.ELSEWHERE;
            case HIDDEN -> In.UNSEEN;
        };
    }

    @Override
    public void close() {
        stoppedProcess.close();
    }
}
