package dev.kidreaper.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Settings;
import java.util.List;

/// Configurations in tests.
final class Configurations {
    private Configurations() {}

    /// What a text without problems becomes.
    static Settings loaded(String toml) {
        Reading reading = SettingsFile.parse("k.toml", toml);
        assertThat(reading).isInstanceOf(Reading.Loaded.class);
        return ((Reading.Loaded) reading).settings();
    }

    /// The problems of a text, as they are said.
    static List<String> problems(String toml) {
        return said(
                switch (SettingsFile.parse("k.toml", toml)) {
                    case Reading.Loaded _ -> List.of();
                    case Reading.Rejected rejected -> rejected.problems();
                });
    }

    /// The warnings about a text that can be used, as they are said.
    static List<String> warnings(String toml) {
        return said(
                switch (SettingsFile.parse("k.toml", toml)) {
                    case Reading.Loaded loaded -> loaded.warnings();
                    case Reading.Rejected rejected -> rejected.problems();
                });
    }

    private static List<String> said(List<Problem> problems) {
        return problems.stream().map(Problem::toString).toList();
    }
}
