package dev.kidreaper.decide;

import dev.kidreaper.model.Footprint;

/// An upper bound of a worker's USS since its last costly reading, from cheap readings. So a costly
/// reading is needed only if the worker may have reached its limit.
/*
 * A page becomes private by a fault: a new page, or a copy of a shared one. The kernel counts
 * faults. One fault may bring a huge page, which then shows in the resident size. So private memory
 * has grown at most by the faults' pages and by the growth of the resident size. There is one
 * exception: a page also becomes private when all other processes that shared it have given it up.
 */
public record UssUpperBound(Footprint last, long faults) {
    /// The bound in bytes.
    ///
    /// @param rss the worker's resident size now
    /// @param faultsNow the worker's faults now
    /// @param pageSize in bytes
    public long bytes(long rss, long faultsNow, long pageSize) {
        long grown = Math.max(0, rss - last.rss());
        return last.uss() + grown + Math.max(0, faultsNow - faults) * pageSize;
    }
}
