package dev.kidreaper.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Limits;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.model.RunSettings;
import dev.kidreaper.show.SettingsText;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A `[pool.run]`, and what it does not go with.
class RunSectionTest {
    private static final String RIGHT =
            "[[pool]]\nname='web'\n%s[pool.run]\ncommand=['/bin/m','-F']\n";

    private static RunSettings run(String toml) {
        return Configurations.loaded(toml).run().getFirst();
    }

    @SuppressWarnings("NullAway") // It misses that a nested type is nullable.
    @Test
    void onlyACommandIsRequired() {
        assertThat(run(RIGHT.formatted("")))
                .isEqualTo(
                        new RunSettings(
                                "web",
                                List.of("/bin/m", "-F"),
                                new Limits(null, Measure.USS, false, false, null, null, null, null),
                                0,
                                0,
                                false,
                                new RunSettings.Keeping(true, Duration.ofSeconds(30)),
                                RecyclePolicy.GATED));
    }

    @Test
    void itIsAsItIsWritten() {
        String toml =
                RIGHT.formatted("limit='1G'\n")
                        + "max-requests=500\njitter=50\nno-new-privs=true\nstop-within='2m'\n"
                        + "[pool.pace]\npause='5s'\nat-once=2\n";
        RunSettings run = run(toml);
        assertThat(run.maxRequests()).isEqualTo(500);
        assertThat(run.jitter()).isEqualTo(50);
        assertThat(run.renounce()).isTrue();
        assertThat(run.keeping().stopWithin()).isEqualTo(Duration.ofMinutes(2));
        assertThat(run.policy().pace().pause()).isEqualTo(Duration.ofSeconds(5));
        assertThat(run.policy().exact()).as("also with a pace of its own").isTrue();
        assertThat(SettingsText.pools(Configurations.loaded(toml)))
                .isEqualTo(
                        "web: starts /bin/m behind a gate, limit uss 1.00G, max-requests 500±50,"
                                + " 2 at a time, 5s apart");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pidfile='/run/a' | 3:1: pidfile: kidreaper starts this pool's manager: leave it"
                        + " out",
                "command='a' | 3:1: command: kidreaper starts this pool's manager: leave it out",
                "fpm-pool='a' | 3:1: fpm-pool: kidreaper starts this pool's manager: leave it"
                        + " out",
                "user='a' | 3:1: user: kidreaper starts this pool's manager as its own user: leave"
                        + " it out, and begin the command with setpriv or runuser",
                "profile='puma' | 3:1: profile: a manager that kidreaper starts is recognised by"
                        + " itself: leave it out"
            })
    void whatItCannotKeepIsRefused(String line, String says) {
        assertThat(Configurations.problems(RIGHT.formatted(line + "\n")))
                .containsExactly("k.toml:" + says);
    }

    @Test
    void aPoolIsServedOrRun() {
        String served = "[pool.serve]\nlisten='/run/s'\ncommand='/bin/w'\n";
        assertThat(Configurations.problems(RIGHT.formatted("") + served))
                .singleElement()
                .asString()
                .startsWith("k.toml:5:1: serve: a pool has [pool.serve] or [pool.run]");
    }

    @Test
    void withoutACommandItIsRefused() {
        assertThat(Configurations.problems("[[pool]]\nname='web'\n[pool.run]\njitter=5\n"))
                .singleElement()
                .asString()
                .startsWith("k.toml:3:1: nothing says how to start the manager: write command");
        assertThat(Configurations.problems(RIGHT.formatted("") + "jitter=5\n"))
                .containsExactly(
                        "k.toml:3:1: max-requests 0±5: the jitter is less than the number");
    }
}
