package dev.kidreaper.recycle;

import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Reason;
import org.jspecify.annotations.Nullable;

/// The permits of a budget that is larger than the pool, for the workers of one run.
public interface RunPermits {
    /// There is no such budget.
    RunPermits NONE =
            new RunPermits() {
                @Override
                public int mostAtOnce() {
                    return Integer.MAX_VALUE;
                }

                @Override
                public @Nullable String await(Reason reason, int workers) {
                    return null;
                }

                @Override
                public boolean maySignal() {
                    return true;
                }

                @Override
                public void ended(Outcome outcome) {
                    // Nobody wants to know.
                }
            };

    /// How many workers of the run may be under way at once.
    int mostAtOnce();

    /// Waits until the next worker may go.
    ///
    /// @param workers how many the pool has
    /// @return why it may not, a sentence; null: it may
    @Nullable String await(Reason reason, int workers);

    /// Whether its signal may be sent at this moment: then it counts as sent.
    boolean maySignal();

    /// What has become of it.
    void ended(Outcome outcome);
}
