package dev.kidreaper.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Where events come from: the host, and what a fleet knows of it.
///
/// @param host its name in its fleet, else as the kernel calls it; empty: it cannot be read
/// @param group its fleet; null: it has none
/// @param version of the application; empty: not known
/// @param versionSince since when that version is known; what happened before had another, perhaps
public record EventOrigin(
        String host, @Nullable String group, String version, Instant versionSince) {
    /// That of a host of a fleet.
    public static EventOrigin of(FleetStanding fleet) {
        return new EventOrigin(fleet.host(), fleet.group(), fleet.version(), fleet.versionSince());
    }

    /// That of a host that has none.
    public static EventOrigin alone(String host) {
        return new EventOrigin(host, null, "", Instant.EPOCH);
    }

    /// The version that ran when it happened; empty: not known.
    public String versionAt(Instant at) {
        return at.isBefore(versionSince) ? "" : version;
    }
}
