package dev.kidreaper.pool;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.permit.Permit;
import dev.kidreaper.pool.permit.PermitDesk;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Recycles each of which takes a permit when it begins, as the real ones do.
public record PermittedRecycling(WorkerRecycling recycling, PermitDesk desk)
        implements WorkerRecycling {
    @Override
    public Right acquire() throws LinuxException, Unreadable {
        return recycling.acquire();
    }

    @Override
    public int running() {
        return recycling.running();
    }

    @Override
    public int away() {
        return recycling.away();
    }

    @Override
    public void release() {
        recycling.release();
    }

    @Override
    public void close() {
        recycling.close();
    }

    @Override
    public void start(
            ProcessId worker,
            Reason reason,
            @Nullable Duration killAfter,
            @Nullable RecycleEvidence evidence,
            BiConsumer<Outcome, Duration> then) {
        Permit permit = Objects.requireNonNull(desk.take(reason.causeOr(RecycleCause.LIMIT)));
        recycling.start(
                worker,
                reason,
                killAfter,
                evidence,
                (outcome, took) -> {
                    permit.ended(outcome);
                    then.accept(outcome, took);
                });
    }
}
