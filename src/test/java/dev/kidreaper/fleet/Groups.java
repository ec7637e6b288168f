package dev.kidreaper.fleet;

import dev.kidreaper.model.FleetSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Groups of hosts for tests.
final class Groups {
    private Groups() {}

    /// What a host of a group has configured: three failures freeze, a silent host is presumed gone
    /// after a quarter of an hour.
    static FleetSettings settings(String group, String host, List<URI> endpoints, int atOnce) {
        return settings(group, host, endpoints, atOnce, Duration.ofMinutes(15), null);
    }

    /// The same.
    ///
    /// @param silent after which a silent host is presumed gone
    /// @param versionFile what tells the host's version; null: nothing
    static FleetSettings settings(
            String group,
            String host,
            List<URI> endpoints,
            int atOnce,
            Duration silent,
            @Nullable String versionFile) {
        return new FleetSettings(
                group,
                host,
                endpoints,
                null,
                null,
                null,
                Integer.toString(atOnce),
                3,
                silent,
                Duration.ZERO,
                null,
                versionFile,
                null);
    }
}
