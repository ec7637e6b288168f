package dev.kidreaper.app;

import dev.kidreaper.diagnose.Diagnosis;
import dev.kidreaper.diagnose.Hindsight;
import dev.kidreaper.model.GrowthSummary;
import dev.kidreaper.model.RouteGrowth;
import dev.kidreaper.pool.GrowthExplainer;
import dev.kidreaper.pool.RecycleEvidence;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Says why workers have grown: by what was seen of their memory and, in a served pool, of their
/// requests.
final class Explainer implements GrowthExplainer {
    private final @Nullable RouteRecorder routeRecorder;

    /// @param routeRecorder of the pool; null when it is not served
    Explainer(@Nullable RouteRecorder routeRecorder) {
        this.routeRecorder = routeRecorder;
    }

    @Override
    public GrowthSummary why(RecycleEvidence recycleEvidence) {
        Diagnosis diagnosis =
                Hindsight.ofWorker(
                        recycleEvidence.worker(),
                        recycleEvidence.courses(),
                        recycleEvidence.isTooLarge());
        return diagnosis.summary(
                routeRecorder == null
                        ? Optional.empty()
                        : routeRecorder.routes().stream()
                                .filter(RouteGrowth::standsOut)
                                .findFirst());
    }
}
