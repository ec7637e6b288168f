package dev.kidreaper.decide;

import dev.kidreaper.model.Footprint;

/// The most that a worker can have come to weigh since it was last weighed, by what is cheap to
/// know: so the costly reading is needed only when it could tell of a limit reached.
/*
 * A page becomes private by a fault: a new one, or a copy of a shared one. Faults are counted by
 * the kernel. One fault may bring a huge page, which then shows in the resident size. So what is
 * private has grown by at most the faults' pages and what the resident size has grown by. The one
 * way that this does not see is that all others who shared a page have given it up.
 */
public record UssUpperBound(Footprint last, long faults) {
    /// In bytes, of what the end of the worker would give back.
    ///
    /// @param rss its resident size now
    /// @param faultsNow its faults now
    /// @param pageSize in bytes
    public long bytes(long rss, long faultsNow, long pageSize) {
        long grown = Math.max(0, rss - last.rss());
        return last.uss() + grown + Math.max(0, faultsNow - faults) * pageSize;
    }
}
