package dev.kidreaper.diagnose;

import dev.kidreaper.diagnose.rate.EachConnection;
import dev.kidreaper.diagnose.rate.GrowthOdds;
import dev.kidreaper.diagnose.rate.Holder;
import dev.kidreaper.diagnose.rate.MannKendall;
import dev.kidreaper.model.Referrers;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the heaps of a pool's workers tell about the growth of their own memory. Pages tell only
/// that a heap is large; this tells how much of it the program holds.
///
/// @param inUse the growth of what is in use
/// @param rises whether that certainly rises, and does not only go up and down
/// @param outside what an average worker's own memory gained outside its heap: memory of another
///   allocator, say, in which a leak could hide
/// @param isCollected whether garbage stays in use until a collector runs
/// @param waits whether no collector has run meanwhile
/// @param least the least growth that pages can tell from none
/// @param odds whether what is in use may cease to grow
/// @param growing the sizes of the pieces that accumulate
/// @param each what each connection left of them; null if that differs, or is unknown
/// @param holder what holds them, if that tells a leak from a cache
record Allocation(
        Shape inUse,
        boolean rises,
        double outside,
        boolean isCollected,
        boolean waits,
        double least,
        GrowthOdds odds,
        List<GrowingSize> growing,
        @Nullable EachConnection each,
        @Nullable Holder holder) {
    /// The percentage of workers with walks that is enough to stand for all.
    private static final int MOST_PERCENT = 75;

    /// Growth that certainly flattens counts as flattening from this size.
    static final double SETTLING_BYTES = 256 << 10;

    /// After so few rests of all workers together, in some hundred requests, a cache that is empty
    /// still gets a piece at each request.
    static final double FEWEST_RESTS = 320;

    /// The same if it was seen what holds that: then it is not its key that an entry lacks.
    private static final double FEWEST_RESTS_HELD = 100;

    /// The part of the observation between the two looks at who refers to what.
    private static final double LOOKED_AT = 2.0 / 3;

    /// If no more than this part of the growth is outside, the heap decides for all of it.
    private static final double MOST_OUTSIDE = 0.25;

    /// The allocation of a pool; null if too few heaps were seen.
    ///
    /// @param comeAndGo whether the workers are compared over their lives: each sets itself up
    static @Nullable Allocation of(
            List<Retained> workers, Resolution resolution, boolean comeAndGo) {
        List<Retained> seen = workers.stream().filter(w -> w.allocated() != null).toList();
        if (seen.size() * 100 < workers.size() * MOST_PERCENT) {
            return null;
        }
        Curves curves = Curves.over(seen);
        GrowingSizes sizes = GrowingSizes.of(seen);
        List<GrowingSize> growing =
                sizes == null ? List.of() : sizes.sizes(seen.size(), curves.length());
        Referrers referrers =
                comeAndGo ? null : Referrers.sum(seen.stream().map(Retained::referrers).toList());
        Holder holder = referrers == null ? null : holder(referrers);
        boolean isCollected = seen.stream().anyMatch(w -> allocated(w).isCollected());
        double outside = seen.stream().mapToDouble(Allocation::outside).average().orElse(0);
        if (referrers != null && isCollected && holder == Holder.LIST) {
            return listed(referrers, seen, resolution, outside, growing);
        }
        EachConnection each = sizes == null || comeAndGo ? null : sizes.each(seen);
        GrowthOdds odds = GrowthParts.ofHeaps(curves, seen, sizes, each);
        if (referrers != null) {
            odds = odds.seen(holder == null ? Holder.OTHERS_PER_LEAK : holder.cachesPerLeak);
        }
        Shape inUse = Shape.ofHeaps(curves, seen, resolution);
        double fewest = holder == null && each == null ? FEWEST_RESTS : FEWEST_RESTS_HELD;
        inUse = comeAndGo ? inUse : inUse.testedByHeaps(odds, curves.rests() < fewest);
        if (inUse.kind().mayGoOn() && Plateau.isSeen(seen, resolution.bytes())) {
            inUse = inUse.as(Shape.Kind.FLATTENING);
        }
        if (referrers != null) {
            inUse = inUse.withoutSpare(referrers.sparePart(), resolution.bytes(), holder != null);
        }
        var trend = new MannKendall();
        seen.forEach(w -> trend.add(allocated(w).seen()));
        boolean isGarbage = holder == Holder.GARBAGE;
        boolean isSettled = !trend.rises() && comesBack(inUse, seen, resolution);
        return new Allocation(
                isSettled ? inUse.as(Shape.Kind.SETTLED) : inUse,
                trend.rises(),
                outside,
                isGarbage || isCollected,
                isGarbage || (holder == null && seen.stream().anyMatch(w -> allocated(w).waits())),
                resolution.bytes(),
                odds,
                growing,
                each,
                holder);
    }

    /// Whether it comes down as low as before: running requests make it go up and down by much.
    private static boolean comesBack(Shape inUse, List<Retained> seen, Resolution resolution) {
        double rise = seen.stream().mapToDouble(w -> allocated(w).rise()).average().orElse(0);
        double steady = inUse.bytes() - inUse.leapt();
        boolean isLow = steady < resolution.bytes() * CurveClassifier.MARGIN;
        return inUse.kind() != Shape.Kind.FLAT && (isLow || rise < resolution.bytes() / 2);
    }

    /// The allocation of workers that have a list of what accumulates, amid garbage that a
    /// collector has not freed: only the list tells how much of it is none.
    private static Allocation listed(
            Referrers referrers,
            List<Retained> seen,
            Resolution resolution,
            double outside,
            List<GrowingSize> growing) {
        double looked = seen.stream().filter(w -> w.referrers() != null).count();
        double bytes = referrers.inArray() / looked / LOOKED_AT;
        Shape.Kind kind = bytes < resolution.bytes() ? Shape.Kind.FLAT : Shape.Kind.EVEN;
        double steps = referrers.elements() / LOOKED_AT;
        return new Allocation(
                Shape.of(kind, bytes, steps, steps / looked),
                true,
                outside,
                true,
                false,
                resolution.bytes(),
                GrowthOdds.unknown(steps).seen(Holder.LIST.cachesPerLeak),
                growing,
                null,
                Holder.LIST);
    }

    private static @Nullable Holder holder(Referrers referrers) {
        return Holder.of(
                referrers.pieces(),
                referrers.elements(),
                referrers.arrayPart(),
                referrers.lostPart(),
                referrers.garbagePart(),
                referrers.sparePart());
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

    /// The shape of own memory by its pages, corrected where only the heaps can tell: for a leak
    /// that fills free places, and for a heap that grows although no more of it is in use.
    Shape on(Shape own) {
        boolean grows = own.kind().mayGoOn();
        if (isCollected && grows) {
            return collected(own);
        }
        if (own.kind() != Shape.Kind.EVEN && isSureLeak()) {
            // So little may also be the rest of the setup. And a leak's pages come evenly, or ever
            // more once it has filled the free places.
            boolean isTrickle = inUse.ongoing() < least;
            boolean slowsDown = own.kind() == Shape.Kind.UNCLEAR && own.slowsDown();
            Shape on = own.going(inUse);
            boolean isDoubtful = holder == null && (isTrickle || slowsDown);
            return isDoubtful ? on.as(Shape.Kind.UNCLEAR) : on;
        }
        if (!grows || !isTelling(own)) {
            return own;
        }
        // Slight growth that flattens may still be a leak that took more at first.
        boolean isLittle = own.bytes() < SETTLING_BYTES;
        return switch (inUse.kind()) {
            case FLAT, SETTLED -> own.going(inUse);
            case FLATTENING -> isLittle ? own.as(Shape.Kind.UNCLEAR) : own.going(inUse);
            case UNCLEAR -> own.as(Shape.Kind.UNCLEAR);
            case EVEN -> own;
        };
    }

    /// Whether the heaps tell of most of the growth of own memory.
    boolean isTelling(Shape own) {
        return (isCollected && holder == Holder.LIST)
                || outside <= own.bytes() * MOST_OUTSIDE
                || inUse.bytes() >= own.bytes() * (1 - MOST_OUTSIDE);
    }

    /// Whether what is in use grows evenly, and no collector will free it.
    boolean isSureLeak() {
        return inUse.kind() == Shape.Kind.EVEN && rises && !waits;
    }

    /// Whether the sizes that accumulate may be those of a leak, amid garbage that comes and goes.
    private boolean mayLeak() {
        return odds.isOpen() && odds.ends() < GrowthOdds.LIKELY;
    }

    /// The shape for a program with a collector. Before the collector has run, garbage looks like a
    /// leak. But a real leak keeps its objects in something, and that is in use.
    private Shape collected(Shape own) {
        return switch (inUse.kind()) {
            case FLAT, SETTLED -> own.as(mayLeak() ? Shape.Kind.UNCLEAR : Shape.Kind.FLATTENING);
            case EVEN ->
                    isSureLeak()
                            ? (own.kind() == Shape.Kind.EVEN ? own : own.going(inUse))
                            : own.as(Shape.Kind.UNCLEAR);
            case FLATTENING, UNCLEAR -> own.as(Shape.Kind.UNCLEAR);
        };
    }

    /// The size from which growth that flattens, or has done so, counts as such.
    double settling() {
        boolean hasSettled = inUse.kind() == Shape.Kind.SETTLED && inUse.bytes() >= SETTLING_BYTES;
        boolean isKnown = inUse.kind() == Shape.Kind.FLATTENING || hasSettled;
        return isKnown ? SETTLING_BYTES : CurveClassifier.SETTLING_BYTES;
    }

    /// How much of the copy-on-write is due to a leak that fills free places in memory inherited
    /// from the manager.
    ///
    /// @param own the shape of own memory
    /// @param apart the shape of copy-on-write
    double placed(Shape own, Shape apart) {
        return isSureLeak() ? Math.clamp(inUse.bytes() - own.bytes(), 0, apart.bytes()) : 0;
    }

    /// How much leaks in all, if part of the leak lies in memory inherited from the manager.
    double leaking(double placed) {
        return placed > 0 ? inUse.ongoing() : 0;
    }

    /// How much of a rise of own memory could still hide a slow leak.
    ///
    /// @param raised the whole rise
    double hiding(double raised) {
        boolean isLittle =
                inUse.kind() == Shape.Kind.UNCLEAR
                        && inUse.ongoing() < least * CurveClassifier.MARGIN;
        return inUse.kind().mayGoOn() && !isLittle ? raised : outside;
    }
}
