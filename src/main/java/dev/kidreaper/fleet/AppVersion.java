package dev.kidreaper.fleet;

import dev.kidreaper.model.FleetSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The version of the application that this host runs: as configured, or the first line of a file
/// that a deployment writes.
final class AppVersion {
    private static final int LONGEST = 100;
    private static final long LOOK_EVERY = 10_000_000_000L;

    private final @Nullable String said;
    private final @Nullable Path file;
    private String now = "";
    private long lookedAt;
    private boolean looked;

    AppVersion(FleetSettings settings) {
        this.said = settings.version();
        this.file = settings.versionFile() == null ? null : Path.of(settings.versionFile());
    }

    /// Empty while it is not known.
    ///
    /// @param time in nanoseconds
    String now(long time) {
        if (said != null) {
            return said;
        }
        if (file != null && (!looked || time - lookedAt > LOOK_EVERY)) {
            looked = true;
            lookedAt = time;
            now = read(file);
        }
        return now;
    }

    private String read(Path from) {
        try (BufferedReader in = Files.newBufferedReader(from, StandardCharsets.UTF_8)) {
            var start = new char[LONGEST];
            int length = Math.max(0, in.read(start));
            String line = new String(start, 0, length).lines().findFirst().orElse("").strip();
            return line.chars().anyMatch(Character::isISOControl) ? now : line;
        } catch (IOException e) {
            return now; // It is being replaced, perhaps; the last one known holds until then.
        }
    }
}
