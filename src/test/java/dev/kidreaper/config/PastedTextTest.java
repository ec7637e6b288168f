package dev.kidreaper.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What comes from wikis, editors and other programs' files.
class PastedTextTest {
    private static final String REST = "pidfile = '/run/x'\nlimit = '1G'\n";

    @Test
    void typographicQuotesAreNamed() {
        assertThat(Configurations.problems("[[pool]]\nname = \u201cweb\u201d\n" + REST))
                .containsExactly("k.toml:2:8: these are typographic quotes: write \"web\"");
    }

    @Test
    void aByteOrderMarkIsSkipped() {
        assertThat(SettingsFile.parse("k.toml", "\ufeff[[pool]]\nname = 'web'\n" + REST))
                .isInstanceOf(ConfigResult.Loaded.class);
    }

    @Test
    void yamlIsCalledSo() {
        assertThat(Configurations.problems("pool:\n  - name: web\n    limit: 120M\n"))
                .singleElement()
                .asString()
                .startsWith("k.toml:1:")
                .contains("this looks like YAML; kidreaper reads TOML");
    }

    @Test
    void anIniFileIsCalledSo() {
        assertThat(Configurations.problems("[pool:web]\npidfile = /run/x.pid\nlimit = 1G\n"))
                .singleElement()
                .asString()
                .contains("this looks like an INI file; kidreaper reads TOML");
    }

    @Test
    void aMistypedKeyIsNotMissedToo() {
        assertThat(Configurations.problems("[[pool]]\nname='a'\npid_file='/x'\nlimt='1G'\n"))
                .containsExactly(
                        "k.toml:3:1: [[pool]] has no key \"pid_file\"; did you mean \"pidfile\"?",
                        "k.toml:4:1: [[pool]] has no key \"limt\"; did you mean \"limit\"?");
    }

    @Test
    void aNumberOfBytesIsSuggestedAsASize() {
        assertThat(Configurations.problems("[[pool]]\nname='a'\npidfile='/x'\nlimit=2097152\n"))
                .containsExactly(
                        "k.toml:4:1: limit: found the number 2097152; write a text in quotes, such"
                                + " as \"2M\"");
    }

    @Test
    void aTableOfAPoolAtTheTopGetsItsName() {
        assertThat(Configurations.problems("[[pool]]\nname='a'\n" + REST + "[pace]\npause='3s'\n"))
                .singleElement()
                .asString()
                .contains("did you mean [pool.pace], below its [[pool]]?");
    }
}
