package dev.kidreaper.pool;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Recycles a manager's workers. For the thread that owns the pool.
public interface WorkerRecycling extends AutoCloseable {
    /// Whether we have the right to recycle the manager's workers.
    sealed interface Right {
        /// We have it, until the last recycle has ended.
        record Ours() implements Right {}

        /// Another program has it.
        ///
        /// @param holder which one, for an operator; null if that is not seen
        record Elsewhere(@Nullable String holder) implements Right {}

        /// No program may have it.
        ///
        /// @param why a sentence
        record Forbidden(String why) implements Right {}
    }

    /// Sees that the right is ours. One that is not used by {@link #start} is to be given back by
    /// {@link #release}.
    ///
    /// @throws LinuxException EACCES when we are neither root nor the manager's user
    /// @throws Unreadable when the manager has gone
    Right acquire() throws LinuxException, Unreadable;

    /// How many recycles are under way.
    int running();

    /// How many workers are away, or may be in a moment. One that was not asked for a while since
    /// it has a long request still serves, and is not away.
    int away();

    /// Gives the right back, unless a recycle is under way.
    void release();

    /// Gives the right back. Recycles under way go on by themselves: their workers were asked.
    @Override
    void close();

    /// Recycles one worker: acquires the right if need be, asks the worker to leave, and waits on
    /// another thread until its replacement serves.
    ///
    /// @param killAfter when to KILL one that does not leave; null: never
    /// @param evidence what is known of its growth; null when it does not go for its size
    /// @param then gets the outcome and how long it took, on the thread that owns the pool
    void start(
            ProcessId worker,
            Reason reason,
            @Nullable Duration killAfter,
            @Nullable RecycleEvidence evidence,
            BiConsumer<Outcome, Duration> then);
}
