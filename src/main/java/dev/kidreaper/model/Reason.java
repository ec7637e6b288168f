package dev.kidreaper.model;

import org.jspecify.annotations.Nullable;

/// Why a worker is recycled, with its size at that moment.
///
/// @param limit the limit it had reached; null when every worker was to go
public record Reason(Measure measure, long bytes, @Nullable Limit limit) {
    @Override
    public String toString() {
        String size = measure.label() + "=" + new Size(bytes);
        return limit == null ? size : size + " limit=" + limit.size();
    }
}
