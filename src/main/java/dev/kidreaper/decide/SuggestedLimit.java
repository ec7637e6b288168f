package dev.kidreaper.decide;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.FoundPool;
import dev.kidreaper.model.Size;
import java.util.List;
import java.util.Optional;

/// A first limit for a pool about which only its sizes now are known.
/*
 * Three times what a new worker weighs leaves room for what it loads in its first requests. Twice
 * what the usual worker weighs keeps a first limit from recycling a pool that is merely large.
 */
public final class SuggestedLimit {
    private static final long STEP = 8L << 20;

    private SuggestedLimit() {}

    /// The limit of a worker's USS, in whole steps of 8 MiB; empty if no worker was weighed.
    public static Optional<Size> of(FoundPool pool) {
        List<Long> sizes =
                pool.workers().stream()
                        .map(w -> w.footprint().uss())
                        .filter(s -> s != Footprint.UNREAD)
                        .sorted()
                        .toList();
        FoundPool.Newborn newborn = pool.newborn();
        if (sizes.isEmpty() || newborn == null) {
            return Optional.empty();
        }
        long usual = sizes.get((sizes.size() - 1) / 2);
        long bytes = Math.max(3 * newborn.size().bytes(), 2 * usual);
        return Optional.of(new Size(Math.max(2, Math.ceilDiv(bytes, STEP)) * STEP));
    }
}
