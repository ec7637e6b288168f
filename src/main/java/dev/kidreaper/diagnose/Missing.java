package dev.kidreaper.diagnose;

import dev.kidreaper.diagnose.rate.GrowthOdds;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.Size;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What an observation lacks for a verdict.
///
/// @param own the growth of own memory
/// @param odds whether that ends by itself
/// @param comeAndGo whether the workers are compared over their lives
/// @param isTooShort whether too little was seen for any verdict
/// @param seconds of the observation
record Missing(
        List<MemoryTimeline> timelines,
        List<Retained> workers,
        Curves curves,
        Resolution resolution,
        Shape own,
        @Nullable Allocation allocation,
        GrowthOdds odds,
        boolean comeAndGo,
        boolean isTooShort,
        double seconds) {
    /// This much free heap can hide a slow leak.
    private static final double RAISED_BYTES = 256 << 10;

    /// Growth that counts in workers that hardly worked: too little to tell, too much for none.
    private static final double IDLY_BYTES = 24 << 10;

    /// In so few rests of all workers nothing but their first requests is seen.
    private static final double SOME_RESTS = 60;

    /// The same where it is known to the byte; and if these were first requests, which set things
    /// up.
    private static final double IDLY_IN_USE_BYTES = 4 << 10;

    private static final double FIRST_IN_USE_BYTES = 16 << 10;

    private static final double LONGER = 5;

    /// What is missing; null if nothing is.
    ///
    /// @param counted the growth of which the cause is known, in bytes
    @Nullable String of(double counted) {
        if (isTooShort) {
            return Waiting.missing(timelines);
        }
        boolean isUnclear =
                own.kind() == Shape.Kind.UNCLEAR && own.ongoing() > counted * Judge.COUNTS;
        if (isUnclear && allocation != null && allocation.waits()) {
            return ("needs a longer observation: nothing of what is in use was given back, and"
                            + " until the workers' garbage collector runs, garbage looks like a"
                            + " leak; %s tells more")
                    .formatted(Waiting.option(seconds * LONGER));
        }
        if (isUnclear && odds.isOpen()) {
            return mayBeCache();
        }
        if (isUnclear) {
            double factor = Math.max(2, 2 * resolution.bytes() / Math.max(1, own.ongoing()));
            return "what grows does so too little or too unevenly to tell, and %s tells more"
                    .formatted(Waiting.option(seconds * factor));
        }
        if (counted == 0 && growsIdly()) {
            return "the workers served too little to tell how they grow: observe under more load,"
                    + " or "
                    + Waiting.option(seconds * LONGER);
        }
        // If workers come and go, the heap is raised in each life, and what hides there goes with
        // it.
        double raised = comeAndGo ? 0 : Math.max(own.bytes(), risen());
        raised = allocation == null ? raised : allocation.hiding(raised);
        if (counted == 0 && raised >= RAISED_BYTES) {
            return ("the heap was raised by %s meanwhile, in which a slow leak could hide, and %s"
                            + " tells more")
                    .formatted(new Size((long) raised), Waiting.option(seconds * LONGER));
        }
        return null;
    }

    private String mayBeCache() {
        GrowthEnd end = GrowthEnd.of(odds, curves.length(), own.bytes());
        return ("a leak and a cache that still fills look alike so far, and %s tells them apart; as"
                        + " a cache it would be full in about %s")
                .formatted(Waiting.option(end.tellSeconds()), Waiting.words(end.fullSeconds()));
    }

    /// Whether something grows in workers that hardly worked: then a leak cannot be ruled out. One
    /// of them is enough: a leak that is rare shows in few requests.
    private boolean growsIdly() {
        boolean isIdle = resolution.bytes() > Resolution.usual(curves.length());
        boolean areFirst = curves.rests() < SOME_RESTS;
        boolean areFew = curves.rests() < Allocation.FEWEST_RESTS;
        if (allocation != null && areFew) {
            return most(Retained::inUse) >= (areFirst ? FIRST_IN_USE_BYTES : IDLY_IN_USE_BYTES);
        }
        return (isIdle || (areFew && !areFirst)) && most(Retained::own) >= IDLY_BYTES;
    }

    /// What the worker that gained most of that gained.
    private double most(Function<Retained, double[]> kept) {
        return workers.stream().mapToDouble(w -> Retained.gain(kept.apply(w))).max().orElse(0);
    }

    /// The rise of an average worker's own memory until the end, kept or not.
    private double risen() {
        return workers.stream().mapToDouble(Retained::risen).average().orElse(0);
    }
}
