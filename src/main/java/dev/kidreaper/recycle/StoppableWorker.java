package dev.kidreaper.recycle;

import dev.kidreaper.linux.DeadManSwitch;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Moment;
import dev.kidreaper.model.Profile;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Status;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// A worker that may be stopped for a moment and inspected. The kernel promises that it goes on
/// even if this program ends meanwhile: see {@link DeadManSwitch}. For one thread at a time.
final class StoppableWorker implements AutoCloseable {
    /// How long a worker may take to be seen stopped. One that is in a wait of the kernel's own (a
    /// disk, a fork) takes longer and counts as busy.
    private static final Duration STOPPED_WITHIN = Duration.ofMillis(20);

    private static final long POLL_NANOS = 30_000;
    private static final long TRACER_NANOS = 5_000_000;

    private final Proc proc;
    private final WorkerHandle handle;
    private final IdleProbe idleProbe;
    private final DeadManSwitch deadManSwitch;

    private StoppableWorker(
            Proc proc, WorkerHandle handle, IdleProbe idleProbe, DeadManSwitch deadManSwitch) {
        this.proc = proc;
        this.handle = handle;
        this.idleProbe = idleProbe;
        this.deadManSwitch = deadManSwitch;
    }

    /// Prepares everything that must be there before the first stop.
    ///
    /// @throws LinuxException EACCES or EPERM when the kernel does not let us see into the worker
    static StoppableWorker open(WorkerHandle handle, Profile profile, Proc proc)
            throws LinuxException {
        var idleProbe = new IdleProbe(proc, handle.id(), profile);
        try {
            // Armed before the first stop. The pid names the process that the handle holds, as long
            // as that one has not exited.
            var armed = DeadManSwitch.arm(handle.id().pid(), Signal.CONT.number());
            return new StoppableWorker(proc, handle, idleProbe, armed);
        } catch (LinuxException e) {
            idleProbe.close();
            throw e;
        }
    }

    WorkerHandle handle() {
        return handle;
    }

    /// Identifies the worker's sockets. False when the kernel does not let us. Only while it runs.
    boolean identifySockets() throws Unreadable {
        return idleProbe.identifySockets();
    }

    /// Refuses a worker that another program has stopped, or holds at a stop just now as it traces
    /// it.
    void refuseIfStopped() throws LinuxException, Unreadable, Refusal {
        char state = idleProbe.state();
        if (state == 'T' || state == 't') {
            int tracer = Status.tracer(proc, handle.id().pid());
            throw tracer == 0 ? Refusal.stoppedByOthers() : Refusal.tracedByOthers(tracer);
        }
    }

    /// Waits until another program that traces it lets it go: that program would see each stop.
    /// False if there was none.
    ///
    /// @throws Refusal when it does not in time
    boolean isLetGoByOthers(Deadline deadline) throws Unreadable, Refusal {
        int tracer = Status.tracer(proc, handle.id().pid());
        if (tracer == 0) {
            return false;
        }
        while (Status.tracer(proc, handle.id().pid()) != 0) {
            if (deadline.isOver()) {
                throw Refusal.tracedByOthers(tracer);
            }
            LockSupport.parkNanos(TRACER_NANOS);
        }
        return true;
    }

    /// Whether it may be stopped, as {@link IdleProbe#mayBeStopped}.
    boolean mayBeStopped(boolean amidRequest) throws LinuxException, Unreadable {
        return idleProbe.mayBeStopped(amidRequest);
    }

    /// Stops it. In any case {@link #resume} must follow.
    ///
    /// @return what it was doing; BUSY when it did not stop in time
    Moment stop() throws LinuxException, Unreadable {
        handle.signal(Signal.STOP);
        var deadline = Deadline.in(STOPPED_WITHIN);
        while (idleProbe.state() != 'T') {
            if (deadline.isOver()) {
                return Moment.BUSY;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return idleProbe.moment();
    }

    /// Lets it go on.
    void resume() throws LinuxException {
        handle.signal(Signal.CONT);
    }

    /// Does not close the handle, which belongs to the caller.
    @Override
    public void close() {
        deadManSwitch.close();
        idleProbe.close();
    }
}
