package dev.kidreaper.model;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How one kind of manager and its workers behave. Data only: one entry a kind, in {@link
/// Profiles}.
///
/// @param name as reports and options write it
/// @param graceful the signal on which a worker finishes its request and leaves; null when unknown
/// @param deadly the signals that cut a request off, or worse: never sent, whoever asks
/// @param managerTitles how the manager's title starts, where a kind sets one
/// @param workerTitle the title that a worker gives itself once its own signal handlers are in
///   place; null when the kind sets none. A worker that still has its manager's title is newborn,
///   however old.
/// @param waits the calls in which an idle worker waits
/// @param harmless the moments, besides {@link Moment#IDLE}, at which the graceful signal does no
///   harm
public record Profile(
        String name,
        @Nullable Signal graceful,
        Set<Signal> deadly,
        List<String> managerTitles,
        @Nullable String workerTitle,
        Set<Wait> waits,
        Set<Moment> harmless) {
    public Profile {
        deadly = Set.copyOf(deadly);
        managerTitles = List.copyOf(managerTitles);
        waits = Set.copyOf(waits);
        harmless = Set.copyOf(harmless);
        if (graceful != null && deadly.contains(graceful)) {
            throw new IllegalArgumentException(name + ": " + graceful + " cannot be both");
        }
    }

    /// Whether nothing is known of this kind.
    public boolean isUnknown() {
        return graceful == null;
    }
}
