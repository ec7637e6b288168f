package dev.kidreaper.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every kind of mistake: where it is said to be, and in which words.
class ProblemsTest {
    /// A mistake in line 5 of a pool that is right otherwise.
    @ParameterizedTest
    @CsvFileSource(
            resources = "mistakes.csv",
            delimiter = '|',
            quoteCharacter = '`',
            numLinesToSkip = 1)
    void eachMistakeHasItsPlaceAndItsWords(String line, int column, String words) {
        String indent = line.startsWith("measure = 5") ? "  " : "";
        String finder =
                line.matches("(pid|systemd-unit|command) .*") ? "# none" : "pidfile = \"/run/x\"";
        String toml =
                "[[pool]]\nname = \"web\"\n%s\nlimit = \"1G\"\n%s%s\n"
                        .formatted(finder, indent, line);
        assertThat(Configurations.problems(toml))
                .anySatisfy(
                        p -> assertThat(p).startsWith("k.toml:5:" + column + ": ").contains(words));
    }

    /// A whole text, and all that must be said of it.
    record Text(String toml, List<String> says) {
        Text(String toml, String... says) {
            this(toml, List.of(says));
        }
    }

    private static final String FINDERS = "pidfile, pid, systemd-unit, command";
    private static final String LIMITS = "limit, max-age, pool-limit, min-available, max-pressure";
    private static final String RIGHT = "[[pool]]\nname='a'\npidfile='/run/a'\nlimit='1G'\n";

    static Stream<Text> files() {
        String none = "1:1: there is no pool: each begins with [[pool]]";
        return Stream.of(
                new Text("", none),
                new Text("# nothing\n\n", none),
                new Text("pool = []", none),
                new Text("pool = 5", "1:1: pool: found the number 5; each begins with [[pool]]"),
                new Text(
                        "\n[pool]\nname = 'a'",
                        "2:1: pool: found a single table; each begins with [[pool]]"),
                new Text("pool = [5]", "1:9: pool: found the number 5; each begins with [[pool]]"),
                new Text(
                        "\n\n[[pool]]",
                        "3:1: nothing says how to find this pool's manager: write one of "
                                + FINDERS,
                        "3:1: this pool has no limit: write one of "
                                + LIMITS
                                + ", or observe = true",
                        "3:1: this pool has no name: write name = \"web\""),
                new Text(
                        "[[pool]]\nname='a b'\npidfile='run/x'\nlimit='1G'",
                        "2:1: name: 'a b' is not a name: write one word of at most 64 letters,"
                                + " digits, dots, dashes and underscores",
                        "3:1: pidfile: 'run/x' is not an absolute path: begin it with /"),
                new Text(
                        RIGHT + "pid=5\ncommand='x'",
                        "5:1: pid: this pool's manager is already found by pidfile: exactly one of "
                                + FINDERS
                                + " is allowed",
                        "6:1: command: this pool's manager is already found by pidfile: exactly one"
                                + " of "
                                + FINDERS
                                + " is allowed"),
                new Text(
                        RIGHT + RIGHT,
                        "6:1: name: the pool in line 2 has the same: write another, such as"
                                + " \"a-2\"",
                        "7:1: pidfile: the pool in line 3 has the same; for several pools of one"
                                + " php-fpm, write fpm-pool in each"));
    }

    /// Systemd has started these itself.
    @ParameterizedTest
    @ValueSource(strings = {"app@.service", "app@", "app@*.service", "app*.service"})
    void severalServicesHaveNoManager(String unit) {
        String toml = "[[pool]]\nname='a'\nlimit='1G'\nsystemd-unit='%s'\n".formatted(unit);
        assertThat(Configurations.problems(toml))
                .singleElement()
                .asString()
                .startsWith("k.toml:4:1: systemd-unit: '" + unit + "' is not one service")
                .contains("not supported", "[pool.serve]", "MemoryMax=");
    }

    private static String fpm(String name, String more) {
        return "[[pool]]\nname='%s'\npidfile='/run/a'\nlimit='1G'\n%s\n".formatted(name, more);
    }

    static Stream<Text> fpmPools() {
        String only = "only php-fpm has several pools below one manager: leave fpm-pool out, or ";
        return Stream.of(
                new Text(fpm("a", "fpm-pool='www'") + fpm("b", "fpm-pool='api'")),
                new Text(
                        fpm("a", "fpm-pool='www'") + fpm("b", "fpm-pool='www'"),
                        "10:1: fpm-pool: the pool in line 3 has the same one of the same manager"),
                new Text(
                        fpm("a", "fpm-pool='www'") + fpm("b", ""),
                        "8:1: pidfile: the pool in line 3 has the same; for several pools of one"
                                + " php-fpm, write fpm-pool in each"),
                new Text(fpm("front", "") + fpm("reports", "profile='php-fpm'")),
                new Text(
                        fpm("a", "") + fpm("b", "profile='gunicorn'"),
                        "8:1: pidfile: the pool in line 3 has the same; for several pools of one"
                                + " php-fpm, write fpm-pool in each"),
                new Text(
                        fpm("a", "profile='gunicorn'\nfpm-pool='www'"),
                        "6:1: fpm-pool: " + only + "profile"),
                new Text(
                        fpm("a", "fpm-pool='www'\n[pool.custom]\nsignal='HUP'"),
                        "5:1: fpm-pool: " + only + "[pool.custom]"),
                new Text(fpm("a", "profile='php-fpm'\nfpm-pool='www'")),
                new Text(
                        fpm("a", "fpm-pool=' '"),
                        "5:1: fpm-pool: ' ' is not the name of a pool: write what stands in"
                                + " brackets in php-fpm's configuration, such as www"),
                new Text(
                        "[[pool]]\nname='a'\nfpm-pool='www'\n[pool.serve]\nlisten='/run/s'\n"
                                + "command=['/usr/bin/php-cgi']",
                        "3:1: fpm-pool: kidreaper starts the workers of this pool itself: leave it"
                                + " out"));
    }

    static Stream<Text> tables() {
        return Stream.of(
                new Text(
                        RIGHT + "profile='php-fpm'\n[pool.custom]\nsignal='HUP'\ndeadly=['HUP']",
                        "6:1: custom: this pool already has a profile: write either profile or"
                                + " [pool.custom]",
                        "8:1: deadly: HUP is this pool's graceful signal: it cannot be both"),
                new Text(
                        RIGHT + "[pool.custom]\nsignal='HUP'\nworker-title='w'",
                        "7:1: worker-title: a worker that still has its manager's title is a"
                                + " newborn, so manager-title is needed as well"),
                new Text(
                        RIGHT + "[pool.custom]\nsignal='HUP'\nmanager-title=' '",
                        "7:1: manager-title: ' ' is not the beginning of a title: write 1 to 256"
                                + " characters"),
                new Text(
                        RIGHT
                                + "[control]\nsocket='k.sock'\n[history]\nfile='/var/'\n"
                                + "[web]\nlisten=80",
                        "6:1: socket: 'k.sock' is not an absolute path: begin it with /",
                        "8:1: file: '/var/' is a folder",
                        "10:1: listen: found the number 80; write a text in quotes, such as"
                                + " \"127.0.0.1:9180\""),
                new Text(
                        RIGHT + "[web]\nlisten='9180'\n[contrl]\n",
                        "6:1: listen: '9180' is not an address: write HOST:PORT, such as"
                                + " 127.0.0.1:9180 or [::1]:9180",
                        "7:1: the file's top has no key \"contrl\"; did you mean [control]?"),
                new Text(
                        RIGHT + "[control]\nsocket='/" + "k".repeat(107) + "'",
                        "6:1: socket: '/"
                                + "k".repeat(107)
                                + "' has 108 bytes; at most 107 are"
                                + " possible"),
                new Text(
                        RIGHT + "[history]\nfile=\"\"\"/a\\nb\"\"\"",
                        "6:1: file: '/a\\u000ab' has a control character"));
    }

    @ParameterizedTest
    @MethodSource({"files", "tables", "fpmPools"})
    void allProblemsAreSaidAtOnce(Text text) {
        assertThat(Configurations.problems(text.toml()))
                .containsExactlyElementsOf(text.says().stream().map(s -> "k.toml:" + s).toList());
    }

    @Test
    void severalLinesThatCannotBeUnderstoodAreAllSaid() {
        String toml = "[[pool]]\n# why\n\nname = web\nlimit = 120M\nmesure = 'uss'\n";
        assertThat(Configurations.problems(toml))
                .satisfiesExactly(
                        p -> assertThat(p).startsWith("k.toml:4:8: Unexpected 'w'"),
                        p -> assertThat(p).startsWith("k.toml:5:12: Unexpected 'M'"),
                        // It has no name and no limit, but they may be in those lines.
                        p ->
                                assertThat(p)
                                        .startsWith("k.toml:6:1: [[pool]] has no key \"mesure\""));
    }

    @Test
    void nothingIsSaidOfWhatFollowsABrokenHeader() {
        assertThat(Configurations.problems("[[pool]\nname = 'a'\nnmae = 'b'\n"))
                .singleElement()
                .asString()
                .startsWith("k.toml:1:7: Unexpected ']'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    pidfile='/a' | [pool.pace] | newborn='0s' | 6:1: warning: newborn: a worker
                    pid=812 | [web] | listen='off' | 3:1: warning: pid: it changes
                    pidfile='/a' | [web] | listen='0.0.0.0:1' | 6:1: warning: listen: others
                    """)
    void doubtfulIsNotWrong(String finder, String table, String line, String warning) {
        String toml = "[[pool]]\nname='a'\n%s\nlimit='1G'\n%s\n%s".formatted(finder, table, line);
        assertThat(Configurations.problems(toml)).isEmpty();
        assertThat(Configurations.warnings(toml))
                .singleElement()
                .asString()
                .startsWith("k.toml:" + warning);
    }

    @Test
    void beyondAHundredOnlyHowMany() {
        assertThat(Configurations.problems("a = \n".repeat(250)))
                .hasSize(101)
                .last()
                .isEqualTo("k.toml: and 150 more");
    }
}
