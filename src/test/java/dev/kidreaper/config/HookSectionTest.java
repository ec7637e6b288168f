package dev.kidreaper.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.HookSettings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A `[[hook]]`.
class HookSectionTest {
    private static final String POOL = "[[pool]]\nname='web'\npidfile='/run/a'\nlimit='1G'\n";
    private static final String HOOK =
            POOL + "[[hook]]\nname='tell'\non=['failed']\ncommand=['/bin/true']\n";

    @SuppressWarnings("NullAway") // It misses that a component is nullable.
    @Test
    void onlyNameEventsAndCommandAreRequired() {
        assertThat(Configurations.loaded(HOOK).hooks())
                .containsExactly(
                        new HookSettings(
                                "tell",
                                Set.of("failed"),
                                Set.of(),
                                List.of("/bin/true"),
                                null,
                                Duration.ofSeconds(10),
                                10,
                                Duration.ofMinutes(1)));
        assertThat(Configurations.warnings(HOOK)).isEmpty();
        assertThat(Configurations.loaded(POOL).hooks()).isEmpty();
    }

    @Test
    void itIsAsItIsWritten() {
        String toml =
                HOOK.replace("['failed']", "['leak', 'pool-lost']")
                        + "pools='web'\nuser='nobody'\ntimeout='1m'\nat-most='3/1h'\n";
        assertThat(Configurations.loaded(toml).hooks())
                .containsExactly(
                        new HookSettings(
                                "tell",
                                Set.of("leak", "pool-lost"),
                                Set.of("web"),
                                List.of("/bin/true"),
                                "nobody",
                                Duration.ofMinutes(1),
                                3,
                                Duration.ofHours(1)));
    }

    @Test
    void allThatIsMissingIsNamedAtOnce() {
        assertThat(Configurations.problems(POOL + "[[hook]]\n"))
                .containsExactlyInAnyOrder(
                        "k.toml:5:1: this hook has no name: write name = \"tell\"",
                        "k.toml:5:1: nothing says of which events this hook is told: write"
                                + " on = [\"failed\"]",
                        "k.toml:5:1: nothing says what this hook starts: write command ="
                                + " [\"/usr/local/bin/tell\"]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "on=['faild']      | 'faild' is not a known event | did you mean \"failed\"?",
                "user='root:adm'   | 'root:adm' | write a user alone",
                "on=['starting']   | 'starting' is not a known event | write one of",
                "on=[5]            | found the number 5; write texts in quotes | [\"failed\"]",
                "pools=['shop']    | no pool is called 'shop' | there is web",
                "user='nosuchuser' | no user 'nosuchuser' | the start would fail",
                "timeout='0s'      | '0s' is not possible | up to 10m",
                "timeout='1h'      | '1h' is not possible | up to 10m",
                "at-most='many'    | at-most: 'many' | write such as 10/1m",
                "at-most='0/1m'    | at-most: '0/1m' | write such as 10/1m",
                "at-most='5/0s'    | at-most | write 1m",
                "retries=3         | [[hook]] has no key \"retries\" | it has name",
            })
    void eachMistakeHasItsWords(String line, String says, String saysToo) {
        String key = line.replaceAll("=.*", "=");
        String toml =
                HOOK.lines().filter(l -> !l.startsWith(key)).reduce("", (a, b) -> a + b + "\n")
                        + line;
        assertThat(Configurations.problems(toml))
                .anySatisfy(p -> assertThat(p).contains(says).contains(saysToo));
    }

    @Test
    void aProgramHasAWholePathAndIsThere() {
        assertThat(Configurations.problems(HOOK.replace("/bin/true", "true")))
                .containsExactly(
                        "k.toml:8:1: command: 'true' is not an absolute path: begin it with /");
        assertThat(Configurations.warnings(HOOK.replace("/bin/true", "/no/such/program")))
                .containsExactly(
                        "k.toml:8:1: warning: command: there is no program /no/such/program here"
                                + " that we may run");
    }

    @Test
    void twoOfOneNameAreRefused() {
        String second = HOOK + HOOK.substring(POOL.length());
        assertThat(Configurations.problems(second))
                .containsExactly(
                        "k.toml:10:1: name: the hook in line 6 has the same: write another, such"
                                + " as \"tell-2\"");
    }
}
