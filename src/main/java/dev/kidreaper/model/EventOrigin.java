package dev.kidreaper.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    /// That of a host of a fleet, or, with null, of one that has none.
    public static EventOrigin of(@Nullable FleetStanding fleet) {
        return fleet == null
                ? new EventOrigin(kernelName(), null, "", Instant.EPOCH)
                : new EventOrigin(
                        fleet.host(), fleet.group(), fleet.version(), fleet.versionSince());
    }

    private static String kernelName() {
        try {
            return Files.readString(HOST_NAME).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /// The version that ran when it happened; empty: not known.
    public String versionAt(Instant at) {
        return at.isBefore(versionSince) ? "" : version;
    }
}
