package dev.kidreaper.diagnose;

import dev.kidreaper.model.GrowthCause;
import dev.kidreaper.model.GrowthSummary;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RouteGrowth;
import dev.kidreaper.model.Verdict;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Why the workers of a pool grow.
///
/// @param confidence from 0 to 1: how likely the verdict is right, as far as the figures tell
/// @param shares the part of the growth that each cause has; they add up to 1, or there are none
/// @param findings the figures; null if no worker could be followed
/// @param workers what each one gained, the largest gain first
/// @param advice a few sentences for the operator
/// @param missing what is needed for a verdict; null if there is one
public record Diagnosis(
        Verdict verdict,
        double confidence,
        Map<GrowthCause, Double> shares,
        @Nullable Findings findings,
        List<Gain> workers,
        String advice,
        @Nullable String missing) {
    public Diagnosis {
        var ordered = new EnumMap<GrowthCause, Double>(GrowthCause.class);
        ordered.putAll(shares);
        shares = Collections.unmodifiableMap(ordered);
        workers = List.copyOf(workers);
    }

    /// It in short, as events tell it.
    ///
    /// @param route the one that grows the pool; empty when none stands out
    public GrowthSummary summary(Optional<RouteGrowth> route) {
        return new GrowthSummary(
                verdict,
                confidence,
                shares,
                Duration.ofMillis(findings == null ? 0 : (long) (findings.seconds() * 1000)),
                missing,
                route.map(RouteGrowth::route).orElse(null));
    }

    /// What one worker gained over the observation, in bytes; a loss is negative.
    ///
    /// @param alone what its end would give back at the last reading, without file pages
    /// @param apart memory that was shared with the manager and became private
    /// @param own new memory
    /// @param file pages of mapped files and of shared memory
    public record Gain(ProcessId worker, long alone, long apart, long own, long file) {}
}
