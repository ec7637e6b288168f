package dev.kidreaper.pool.served;

import dev.kidreaper.decide.Backoff;
import dev.kidreaper.decide.WorkerForecast;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.Size;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One worker of another manager, whose requests we hand out.
final class AttachedWorker extends ServedWorker {
    private @Nullable Integer number;
    private @Nullable String unfinished;
    private long unfinishedSince;
    private @Nullable RecycleCause cause;
    private @Nullable Reason reached;
    private boolean asked;
    private boolean told;
    private Backoff backoff = Backoff.NONE;
    private long restsUntil;

    /// @param limit of its size; null: none
    /// @param now when it was found
    AttachedWorker(MeterFactory.Meters meters, @Nullable Size limit, long now) {
        super(meters);
        restsUntil = now;
        if (limit != null) {
            requestMeter.limit(limit.bytes());
        }
    }

    /// What is known of it for a forecast.
    WorkerForecast.Known known(long now) {
        return new WorkerForecast.Known(
                id,
                trackedWorker.size(),
                trackedWorker.reclaimable(),
                Optional.empty(),
                trackedWorker.age(now),
                0,
                0);
    }

    /// Its size in bytes: by the reading that has found it too large, where there was one.
    long weight(RecycleCause cause) {
        boolean weighed = cause == RecycleCause.LIMIT;
        return Math.max(0, weighed ? requestMeter.bytes() : trackedWorker.size());
    }

    /// The number of the connection of ours that it holds; null when it holds none.
    @Nullable Integer number() {
        return number;
    }

    void holds(@Nullable Integer connection) {
        number = connection;
        unfinished = connection == null ? unfinished : null;
    }

    /// It has lost its connection with a request that it has had since then.
    void parted(String request, long since) {
        unfinished = request;
        unfinishedSince = since;
    }

    /// The request that it has been at work on for too long without a connection; null when there
    /// is none. It is told once.
    @Nullable String overdue(@Nullable Duration longest, long now) {
        String request = unfinished;
        if (request == null || longest == null || now - unfinishedSince < longest.toNanos()) {
            return null;
        }
        unfinished = null;
        return request;
    }

    /// Whether it may be told to leave: that has not failed only just now.
    boolean mayGo(long now) {
        return now - restsUntil >= 0;
    }

    /// It is to leave; unless that has failed only just now.
    ///
    /// @param as what was reached; null: it goes by what it weighs itself
    void goes(RecycleCause because, @Nullable Reason as, long now) {
        if (mayGo(now)) {
            mustGo(because);
            reached = as;
        }
    }

    void mustGo(RecycleCause because) {
        if (cause == null) {
            cause = because;
            trackedWorker.setLeaving(true);
        }
    }

    /// Whether it is to leave, holds no connection any more, and is to be asked now; once.
    boolean mayBeAsked() {
        boolean first = isToBeAsked();
        asked |= first;
        return first;
    }

    /// Whether nobody was told yet that it leaves; once.
    boolean isNewsThatItLeaves() {
        boolean news = !told;
        told = true;
        return news;
    }

    /// Whether it is to leave, holds no connection any more, and was not asked yet.
    boolean isToBeAsked() {
        return cause != null && number == null && !asked;
    }

    /// Whether it is to be recycled, gets no more requests, and was not asked to leave yet.
    boolean isOnItsWay() {
        return isAway() && !asked;
    }

    /// Whether it is to be recycled, and gets no more requests.
    boolean isAway() {
        return cause != null && cause.isRecycle();
    }

    /// It stays after all, for a while.
    void stays(long now) {
        cause = null;
        reached = null;
        asked = false;
        told = false;
        trackedWorker.setLeaving(false);
        backoff = new Backoff(backoff.failures() + 1);
        restsUntil = now + backoff.pause().toNanos();
    }

    /// What was reached, so that it is to leave; null when it goes by what it weighs itself.
    @Nullable Reason reached() {
        return reached;
    }

    /// Why it is to leave; null when it stays.
    @Override
    @Nullable RecycleCause cause() {
        return cause;
    }
}
