package dev.kidreaper.diagnose;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the heaps of a pool's workers tell of the growth of their own memory. Pages tell only that
/// a heap is large; this tells what of it the program holds.
///
/// @param inUse how that which they have in use grows
/// @param rises whether it does, beyond doubt, and not only go up and down
/// @param outside what an average worker's own memory gained that is not in its heap: another
///   allocator's, say, in which something could hide
/// @param isCollected whether what is needed no more stays in use until a collector runs
/// @param waits whether none has run meanwhile
/// @param least what pages can tell from no growth
record Allocation(
        Shape inUse,
        boolean rises,
        double outside,
        boolean isCollected,
        boolean waits,
        double least) {
    /// What of each hundred workers must have been seen for the others to be like them.
    private static final int MOST_PERCENT = 75;

    /// What grows less and less beyond doubt counts as such from this size on.
    private static final double SETTLING_BYTES = 256 << 10;

    /// When no more than this part of what was gained is outside, the heap tells of all.
    private static final double MOST_OUTSIDE = 0.25;

    /// That of a pool whose workers stay; null when too few heaps were seen.
    static @Nullable Allocation of(List<Retained> workers, Resolution resolution) {
        List<Retained> seen = workers.stream().filter(w -> w.allocated() != null).toList();
        if (seen.size() * 100 < workers.size() * MOST_PERCENT) {
            return null;
        }
        var trend = new MannKendall();
        seen.forEach(w -> trend.add(allocated(w).seen()));
        double rise = seen.stream().mapToDouble(w -> allocated(w).rise()).average().orElse(0);
        Shape inUse = Shape.ofHeaps(Curves.over(seen), seen, resolution);
        if (inUse.kind().mayGoOn() && Plateau.isSeen(seen, resolution.bytes())) {
            inUse = inUse.as(Shape.Kind.FLATTENING);
        }
        // What goes up and down by much, for requests under way, and comes down as low as before.
        boolean onlyLeapt =
                inUse.bytes() - inUse.leapt() < resolution.bytes() * CurveClassifier.MARGIN;
        boolean stays = !trend.rises() && (onlyLeapt || rise < resolution.bytes() / 2);
        return new Allocation(
                stays && inUse.kind() != Shape.Kind.FLAT ? inUse.as(Shape.Kind.SETTLED) : inUse,
                trend.rises(),
                seen.stream().mapToDouble(Allocation::outside).average().orElse(0),
                seen.stream().anyMatch(w -> allocated(w).isCollected()),
                seen.stream().anyMatch(w -> allocated(w).waits()),
                resolution.bytes());
    }

    private static Allocated allocated(Retained worker) {
        return Objects.requireNonNull(worker.allocated());
    }

    private static double outside(Retained worker) {
        double[] inside = allocated(worker).own();
        double kept =
                Retained.gain(worker.own()) - Math.max(0, Retained.gain(Retained.kept(inside)));
        double risen = worker.risen() - Math.max(0, Retained.risen(inside));
        return Math.max(0, Math.max(kept, risen));
    }

    /// What is known of own memory by its pages, with what the heaps say where pages cannot tell:
    /// of a leak that fills free places, and of a heap that grows and is in no more use than
    /// before.
    Shape on(Shape own) {
        boolean grows = own.kind().mayGoOn();
        if (isCollected && grows) {
            return collected(own);
        }
        if (own.kind() != Shape.Kind.EVEN && isSureLeak()) {
            // So little may also be the last of what was set up. And a leak's pages come evenly, or
            // more and more when it has filled free places.
            boolean isTrickle = inUse.ongoing() < least;
            boolean slowsDown = own.kind() == Shape.Kind.UNCLEAR && own.slowsDown();
            Shape on = own.going(inUse);
            return isTrickle || slowsDown ? on.as(Shape.Kind.UNCLEAR) : on;
        }
        if (!grows || outside > own.bytes() * MOST_OUTSIDE) {
            return own;
        }
        // Little that grows less and less may yet be a leak that took more at first.
        boolean isLittle = own.bytes() < SETTLING_BYTES;
        return switch (inUse.kind()) {
            case FLAT, SETTLED -> own.going(inUse);
            case FLATTENING -> isLittle ? own.as(Shape.Kind.UNCLEAR) : own.going(inUse);
            case UNCLEAR -> own.as(Shape.Kind.UNCLEAR);
            case EVEN -> own;
        };
    }

    /// Whether more and more is in use, evenly, and no collector will take it back.
    boolean isSureLeak() {
        return inUse.kind() == Shape.Kind.EVEN && rises && !waits;
    }

    /// Before a collector has run garbage looks like a leak. But who loses objects keeps them in
    /// something, which is in use.
    private Shape collected(Shape own) {
        return switch (inUse.kind()) {
            case FLAT, SETTLED -> own.as(Shape.Kind.FLATTENING);
            case EVEN -> isSureLeak() ? own : own.as(Shape.Kind.UNCLEAR);
            case FLATTENING, UNCLEAR -> own.as(Shape.Kind.UNCLEAR);
        };
    }

    /// From which size on what grows less and less counts as such.
    double settling() {
        boolean isKnown = inUse.kind() == Shape.Kind.FLATTENING;
        return isKnown ? SETTLING_BYTES : CurveClassifier.SETTLING_BYTES;
    }

    /// How much of what came apart did so for what leaks: it fills free places in memory inherited
    /// from the manager.
    ///
    /// @param own own memory
    /// @param apart what came apart
    double placed(Shape own, Shape apart) {
        return isSureLeak() ? Math.clamp(inUse.bytes() - own.bytes(), 0, apart.bytes()) : 0;
    }

    /// How much leaks, wherever it lies, if some of it lies in memory inherited from the manager.
    double leaking(double placed) {
        return placed > 0 ? inUse.ongoing() : 0;
    }

    /// How much own memory rose in which something slow could hide all the same.
    ///
    /// @param raised by how much it rose in all
    double hiding(double raised) {
        boolean isLittle =
                inUse.kind() == Shape.Kind.UNCLEAR
                        && inUse.ongoing() < least * CurveClassifier.MARGIN;
        return inUse.kind().mayGoOn() && !isLittle ? raised : outside;
    }
}
