package dev.kidreaper.model;

import java.time.Duration;
import java.time.Instant;

/// How this host stands in its fleet.
///
/// @param group whose budget it shares
/// @param host its name there
/// @param version of the application; empty: not known
/// @param versionSince since when that one is known
/// @param engineUp whether the fleet's store answers
/// @param frozen whether no worker of this version is recycled
/// @param held how many permits are held for workers that are away, or may be
/// @param waiting how many pools wait for a permit
/// @param budget how many workers of the group may be away, as far as is known; 0: it is not
/// @param oldest since when the oldest permit is held
public record FleetStanding(
        String group,
        String host,
        String version,
        Instant versionSince,
        boolean engineUp,
        boolean frozen,
        int held,
        int waiting,
        int budget,
        Duration oldest) {}
