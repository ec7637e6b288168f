package dev.kidreaper.fleet;

import dev.kidreaper.model.FleetSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/// Groups of hosts for tests.
final class Groups {
    private Groups() {}

    /// What a host of a group has configured: three failures freeze, a silent host is presumed gone
    /// after a quarter of an hour.
    static FleetSettings settings(String group, String host, List<URI> endpoints, int atOnce) {
        return new FleetSettings(
                group,
                host,
                endpoints,
                null,
                null,
                null,
                Integer.toString(atOnce),
                3,
                Duration.ofMinutes(15),
                Duration.ZERO,
                null,
                null,
                null);
    }
}
