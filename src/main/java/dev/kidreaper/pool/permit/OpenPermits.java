package dev.kidreaper.pool.permit;

import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The permits of workers that leave without being asked by a signal, until the pool is complete
/// again. For the thread that owns the pool.
public final class OpenPermits {
    private final PermitDesk desk;
    private final List<Open> open = new ArrayList<>();

    private record Open(ProcessId worker, Reason reason, Permit permit) {}

    public OpenPermits(PermitDesk desk) {
        this.desk = desk;
    }

    /// Takes the permit for a worker that is let go at this moment. Whether it may go.
    public boolean take(ProcessId worker, RecycleCause cause) {
        Permit permit = desk.take(cause);
        if (permit == null) {
            return false;
        }
        if (permit.equals(Permit.ALWAYS)) {
            return true;
        }
        var reason = new Reason(cause, Measure.RSS, 0, null);
        if (!permit.maySignal()) {
            permit.ended(new Outcome.Failed(worker, reason, "it came too late", false, false));
            return false;
        }
        open.add(new Open(worker, reason, permit));
        return true;
    }

    /// All workers that there are to be serve, and none leaves.
    public void complete() {
        for (Open one : open) {
            one.permit.ended(
                    new Outcome.Recycled(one.worker, one.reason, Duration.ZERO, null, true, false));
        }
        open.clear();
    }

    /// A worker that was to take the place of another one could not serve.
    public void failed(String problem) {
        if (!open.isEmpty()) {
            Open one = open.removeFirst();
            one.permit.ended(new Outcome.Failed(one.worker, one.reason, problem, true, false));
        }
    }
}
