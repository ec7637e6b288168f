package dev.kidreaper.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Settings;
import java.util.List;

/// Configurations in tests.
final class Configurations {
    private Configurations() {}

    /// What a text without problems becomes.
    static Settings loaded(String toml) {
        ConfigResult configResult = SettingsFile.parse("k.toml", toml);
        assertThat(configResult).isInstanceOf(ConfigResult.Loaded.class);
        return ((ConfigResult.Loaded) configResult).settings();
    }

    /// The problems of a text, as they are said.
    static List<String> problems(String toml) {
        return said(
                switch (SettingsFile.parse("k.toml", toml)) {
                    case ConfigResult.Loaded _ -> List.of();
                    case ConfigResult.Rejected rejected -> rejected.problems();
                });
    }

    /// The warnings about a text that can be used, as they are said.
    static List<String> warnings(String toml) {
        return said(
                switch (SettingsFile.parse("k.toml", toml)) {
                    case ConfigResult.Loaded loaded -> loaded.warnings();
                    case ConfigResult.Rejected rejected -> rejected.problems();
                });
    }

    private static List<String> said(List<ConfigProblem> problems) {
        return problems.stream().map(ConfigProblem::toString).toList();
    }
}
