package dev.kidreaper.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a run over a pool did.
///
/// @param outcomes what became of each worker that was to be recycled, in order
/// @param kept the pids of the workers that were left as they were
/// @param stopped why the run ended before all was done; null when it did not
public record Report(
        Manager manager, List<Outcome> outcomes, List<Integer> kept, @Nullable String stopped) {
    public Report {
        outcomes = List.copyOf(outcomes);
        kept = List.copyOf(kept);
    }

    /// Whether something asked for did not happen.
    public boolean isFailed() {
        return stopped != null || hasFailures();
    }

    /// Whether a worker was not recycled.
    public boolean hasFailures() {
        return outcomes.stream().anyMatch(Outcome.Failed.class::isInstance);
    }

    /// Whether the kernel did not permit something.
    public boolean isRefused() {
        return outcomes.stream().anyMatch(o -> o instanceof Outcome.Failed f && f.refused());
    }
}
