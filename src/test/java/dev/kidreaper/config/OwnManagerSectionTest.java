package dev.kidreaper.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.ServeSettings.Source;
import dev.kidreaper.show.SettingsText;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A `[pool.serve]` whose command is a manager of workers.
class OwnManagerSectionTest {
    private static final String POOL = "[[pool]]\nname='web'\n%s[pool.serve]\nlisten='/run/s'\n%s";

    private static ServeSettings served(String lines) {
        return Configurations.loaded(POOL.formatted("", lines)).served().getFirst();
    }

    @Test
    void itsWordsTell() {
        String manager = "command=['/bin/app', '-l', '/run/x', '-n', '5']\n";
        assertThat(served(manager).workers())
                .isInstanceOfSatisfying(
                        Source.Prefork.class,
                        own -> {
                            assertThat(own.command()).hasSize(5);
                            assertThat(own.address()).isNull();
                        });
        assertThat(served(manager + "prefork=false\n").workers())
                .isInstanceOf(Source.Spawned.class);
        assertThat(served("command=['/bin/app']\nprefork=true\n").workers())
                .isInstanceOf(Source.Prefork.class);
        assertThat(served("command=['/bin/app']\n").workers()).isInstanceOf(Source.Spawned.class);
        assertThat(SettingsText.pools(Configurations.loaded(POOL.formatted("", manager))))
                .isEqualTo("web: serves /run/s by the workers of /bin/app, which it starts");
    }

    @Test
    void oneWithASocketOfItsOwnIsNamedByThat() {
        String fpm = "command=['/usr/sbin/php-fpm8.2', '-F']\n";
        assertThat(served(fpm + "attach='/run/php.sock'\n").workers())
                .isInstanceOfSatisfying(
                        Source.Prefork.class,
                        own -> assertThat(own.address()).hasToString("/run/php.sock"));
        assertThat(Configurations.problems(POOL.formatted("", fpm)))
                .containsExactly(
                        "k.toml:5:1: command: php-fpm accepts only where its own configuration"
                                + " says: name that address, its listen, as attach");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pidfile='/run/a' |  | 3:1: pidfile: kidreaper starts this pool's manager: leave it"
                        + " out",
                "systemd-unit='a' |  | 3:1: systemd-unit: kidreaper starts this pool's manager:"
                        + " leave it out",
                " | workers=3 | 6:1: workers: command is a manager, which decides how many workers"
                        + " there are: leave it out, or write prefork = false",
                "limit='3x' |  | 4:1: a limit such as 3x needs workers without a manager: write a"
                        + " size or a share, such as 120M or 10%"
            })
    void whatItDecidesItselfIsRefused(String ofPool, String ofServe, String says) {
        String above = ofPool == null ? "" : ofPool + "\n";
        String below = ofServe == null ? "" : ofServe + "\n";
        String command = "command=['/bin/app', '-l', 'x', '-n', '5']\n";
        List<String> problems = Configurations.problems(POOL.formatted(above, command + below));
        assertThat(problems).containsExactly("k.toml:" + says);
    }
}
