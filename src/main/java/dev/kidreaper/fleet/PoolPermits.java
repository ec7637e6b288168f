package dev.kidreaper.fleet;

import dev.kidreaper.decide.fleet.FleetMember;
import dev.kidreaper.decide.fleet.HeldPermit;
import dev.kidreaper.decide.fleet.PermitWish;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.pool.permit.Permit;
import dev.kidreaper.pool.permit.PermitDesk;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// The permits of one pool. For any thread.
final class PoolPermits implements PermitDesk {
    private final FleetService service;
    private final String pool;
    private final AtomicInteger waived = new AtomicInteger();
    private volatile Runnable wake = () -> {};
    private volatile String why = "";

    PoolPermits(FleetService service, String pool) {
        this.service = service;
        this.pool = pool;
    }

    /// Whether the machine is in need: then it cannot wait for others.
    private static boolean isEmergency(RecycleCause cause) {
        return cause == RecycleCause.MIN_AVAILABLE || cause == RecycleCause.MAX_PRESSURE;
    }

    @Override
    public int granted(RecycleCause cause, int wanted, int workers) {
        if (!cause.isRecycle() || isEmergency(cause)) {
            return wanted;
        }
        if (cause.isAskedFor() && waived.get() > 0) {
            return Math.min(waived.get(), wanted);
        }
        return service.granted(
                new PermitWish(pool, cause.label(), workers, wanted, cause.isAskedFor()));
    }

    @Override
    public int unused() {
        return service.unused(pool);
    }

    @Override
    public boolean has(RecycleCause cause) {
        return !cause.isRecycle()
                || isEmergency(cause)
                || (cause.isAskedFor() && waived.get() > 0)
                || service.unused(pool) > 0;
    }

    @Override
    public @Nullable Permit take(RecycleCause cause) {
        if (!cause.isRecycle()) {
            return Permit.ALWAYS;
        }
        if (isEmergency(cause)) {
            service.booked(pool, cause.label());
            return Permit.ALWAYS;
        }
        if (cause.isAskedFor() && waived.getAndUpdate(w -> Math.max(0, w - 1)) > 0) {
            service.booked(pool, "an operator: " + why);
            return Permit.ALWAYS;
        }
        return service.take(pool).map(held -> new Taken(service, held)).orElse(null);
    }

    @Override
    public void onGrant(Runnable toWake) {
        wake = toWake;
    }

    /// A permit has come.
    void granted() {
        wake.run();
    }

    String pool() {
        return pool;
    }

    @Override
    public void waive(String because, int workers) {
        why = because;
        waived.set(workers);
    }

    @Override
    public void whole(IntSupplier serving) {
        service.whole(pool, serving.getAsInt());
    }

    @Override
    public Optional<String> waits() {
        return service.waits(pool);
    }

    /// A slot that is used for one worker.
    private record Taken(FleetService service, HeldPermit held) implements Permit {
        @Override
        public boolean maySignal() {
            return service.maySignal(held);
        }

        @Override
        public void ended(Outcome outcome) {
            service.ended(
                    held,
                    switch (outcome) {
                        case Outcome.Recycled _ -> FleetMember.Ended.REPLACED;
                        case Outcome.Vanished _ -> FleetMember.Ended.STAYED;
                        case Outcome.Failed f ->
                                f.fatal() && !f.refused()
                                        ? FleetMember.Ended.GONE
                                        : FleetMember.Ended.STAYED;
                    });
        }
    }
}
