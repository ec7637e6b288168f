package dev.kidreaper.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.Kidreaper;
import java.nio.file.Path;
import java.util.List;

/// What systemd says of a unit's exposure, from the file alone.
final class UnitExposure {
    private UnitExposure() {}

    /// Checks that it is at most 2.0.
    static void isLittle(Path unit) {
        var ran =
                Kidreaper.end(
                        Kidreaper.start(
                                List.of(
                                        "systemd-analyze",
                                        "security",
                                        "--offline=yes",
                                        "--no-pager",
                                        "--threshold=20",
                                        unit.toString())));
        assertThat(ran.exit()).as(ran.out() + ran.err()).isZero();
    }
}
