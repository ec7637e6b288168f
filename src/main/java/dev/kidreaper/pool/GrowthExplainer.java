package dev.kidreaper.pool;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.GrowthSummary;
import dev.kidreaper.model.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Says why a worker has grown. Asked on threads that may wait for a moment, of several pools at
/// once.
public interface GrowthExplainer {
    /// Why, as far as what was seen tells.
    GrowthSummary why(RecycleEvidence recycleEvidence);

    /// The end of a recycle, as an event.
    ///
    /// @param recycleEvidence what is known of the worker; null when it did not go for its size
    default Event.Ended ended(
            String pool, Outcome outcome, @Nullable RecycleEvidence recycleEvidence) {
        GrowthSummary growthSummary = recycleEvidence == null ? null : why(recycleEvidence);
        Long freed = ProcMemory.freedBy(outcome, recycleEvidence);
        return new Event.Ended(Instant.now(), pool, outcome, growthSummary, freed);
    }
}
