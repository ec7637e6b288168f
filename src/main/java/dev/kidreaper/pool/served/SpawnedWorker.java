package dev.kidreaper.pool.served;

import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.Signal;
import dev.kidreaper.pool.started.StartedProcess;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One worker that we have started, as the thread that owns the pool knows it.
final class SpawnedWorker extends ServedWorker {
    /// Where in its life it is.
    enum State {
        /// Has not accepted a connection yet.
        STARTING,
        SERVING,
        /// Serves, but its replacement is on its way or there.
        DOOMED,
        /// Gets no more requests.
        LEAVING
    }

    final int number;
    private final StartedProcess process;
    private State state = State.STARTING;
    private long since;
    private @Nullable RecycleCause cause;
    private @Nullable Reason reason;
    private @Nullable Signal sent;
    private @Nullable ProcessId replacement;
    private boolean atOnce;
    private boolean let;
    private boolean preferred;

    /// @param now when it was started
    SpawnedWorker(int number, StartedProcess process, MeterFactory.Meters meters, long now) {
        super(meters);
        this.number = number;
        this.process = process;
        this.since = now;
    }

    State state() {
        return state;
    }

    /// Whether it serves and nobody is to come in its place, or will.
    boolean isActive() {
        return state == State.STARTING || state == State.SERVING;
    }

    private void become(State next, long now) {
        state = next;
        since = now;
    }

    /// It has accepted a connection.
    void serves(long now) {
        if (state == State.STARTING) {
            become(State.SERVING, now);
        }
    }

    /// It is to be replaced.
    ///
    /// @param reached what was reached; null: it goes by what it weighs itself when it does
    /// @param atOnce whether it goes when its replacement is there; else when it reaches its limit
    void doom(RecycleCause because, @Nullable Reason reached, boolean atOnce, long now) {
        if (isActive()) {
            become(State.DOOMED, now);
            cause = because;
            reason = reached;
        }
        this.atOnce |= atOnce;
    }

    /// Who was started in its place; null: nobody yet.
    void replacedBy(@Nullable ProcessId worker) {
        replacement = worker;
    }

    @Nullable ProcessId replacement() {
        return replacement;
    }

    /// It stays after all: another one goes in its place.
    void stays(long now) {
        if (state == State.DOOMED) {
            become(State.SERVING, now);
            atOnce = false;
            cause = null;
            reason = null;
        }
    }

    /// It gets no more requests.
    ///
    /// @param weight why, and what it weighs
    void leaves(Reason weight, long now) {
        if (state != State.LEAVING) {
            become(State.LEAVING, now);
            trackedWorker.setLeaving(true);
            reason = reason != null && cause == weight.cause() ? reason : weight;
            cause = weight.cause();
        }
    }

    /// It has no request any more, and its socket is ended.
    void let(long now) {
        let = true;
        since = now;
    }

    boolean isLet() {
        return let;
    }

    /// It goes now, although it could have served on.
    ///
    /// @param reached as in {@link #doom}
    void goAtOnce(RecycleCause because, @Nullable Reason reached) {
        if (!atOnce) {
            cause = because;
            reason = reached;
            atOnce = true;
        }
    }

    boolean goesAtOnce() {
        return atOnce;
    }

    /// Whether it is to be used before others from now on; once.
    boolean prefer() {
        boolean first = !preferred;
        preferred = true;
        return first;
    }

    /// Why it goes; null while it stays.
    @Override
    @Nullable RecycleCause cause() {
        return cause;
    }

    /// Its size when it was to leave, and what it had reached; null while it stays.
    @Nullable Reason reason() {
        return reason;
    }

    /// How long it has been where it is.
    Duration inState(long now) {
        return Duration.ofNanos(now - since);
    }

    /// Sends a signal, unless that was the last one sent. Whether it was sent now.
    boolean signal(Signal signal) {
        if (sent == signal) {
            return false;
        }
        sent = signal;
        return process.signal(signal);
    }

    /// Whether that signal was the last one it was sent.
    boolean wasSent(Signal signal) {
        return sent == signal;
    }

    /// Whether it has exited.
    boolean hasExited() {
        return process.hasExited();
    }

    /// Its last lines of output, oldest first.
    List<String> lastWords() {
        return process.lastWords();
    }

    /// Collects it once it has exited. How it ended, in words.
    String collect() {
        String how = process.collect();
        close();
        return how;
    }

    @Override
    public void close() {
        super.close();
        process.close();
    }
}
