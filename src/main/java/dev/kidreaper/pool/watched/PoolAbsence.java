package dev.kidreaper.pool.watched;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.ServedEvent;
import dev.kidreaper.pool.Recorder;
import java.time.Duration;
import java.time.Instant;

/// Why a watched pool is not there, and what was counted of it before. For the thread that owns the
/// pool.
final class PoolAbsence {
    private static final Duration TELL_AGAIN = Duration.ofHours(1);

    private final String pool;
    private final Recorder recorder;
    private PoolSnapshot.State state = PoolSnapshot.State.MISSING;
    private String why = "its manager was not found yet";
    private String told = "";
    private String held = "";
    private long toldAt;
    private int recycled;
    private int failed;

    /// @param pool its name
    PoolAbsence(String pool, Recorder recorder) {
        this.pool = pool;
        this.recorder = recorder;
    }

    String why() {
        return why;
    }

    /// It is not found, for that reason. It is told once, again when it is another reason, and each
    /// hour.
    void missing(String because) {
        long now = System.nanoTime();
        why = because;
        if (!why.equals(told) || now - toldAt >= TELL_AGAIN.toNanos()) {
            told = why;
            toldAt = now;
            tell(EventKind.POOL_MISSING, why);
        }
    }

    private void tell(EventKind kind, String sentence) {
        recorder.record(new ServedEvent.Notice(Instant.now(), pool, kind, sentence));
    }

    /// It is there, but nobody could look at it.
    void notFollowed(String because) {
        if (!because.equals(held)) {
            held = because;
            tell(EventKind.NOT_FOLLOWED, because);
        }
    }

    /// It was looked at.
    void isFollowed() {
        held = "";
    }

    /// It is there.
    void ends() {
        told = "";
        state = PoolSnapshot.State.LOST;
    }

    /// It is given up.
    void begins(PoolSnapshot last, ProcessId manager, String because) {
        why = because;
        recycled += last.recycled();
        failed += last.failed();
        recorder.record(new Event.PoolLost(Instant.now(), pool, manager, because));
    }

    /// How it stands while it is not there.
    PoolSnapshot snapshot(Measure measure) {
        return counted(PoolSnapshot.unknown(pool, state, why, measure));
    }

    /// A snapshot with what was counted before the last absence.
    PoolSnapshot counted(PoolSnapshot now) {
        return now.after(recycled, failed);
    }
}
