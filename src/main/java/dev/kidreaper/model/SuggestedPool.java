package dev.kidreaper.model;

import org.jspecify.annotations.Nullable;

/// A first configuration of a pool that was found on the machine.
///
/// @param found the pool
/// @param name by which commands and logs would call it
/// @param managerTarget how its manager would be found; tried
/// @param limit of a worker's USS; null: no worker was weighed
/// @param reason why that limit, a sentence from the lives of earlier workers; null: from the sizes
///   that its workers have now
/// @param over how many of its workers have reached that limit now
public record SuggestedPool(
        FoundPool found,
        String name,
        ManagerTarget managerTarget,
        @Nullable Size limit,
        @Nullable String reason,
        int over) {}
