package dev.kidreaper.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.HttpLoad;
import dev.kidreaper.testing.JsonValue;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.ManagerProcess;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The quick starts of the manual do what they say: each `ExecStart=`, with the test's own
/// applications, ports and folders in it.
class QuickStartsIT {
    private static final int REQUESTS = 20;
    private static final Path MANUAL = Path.of("docs/manual.md");
    private static final Path CATALYST = Path.of("src/test/resources/catalyst/script");
    private static final Pattern START =
            Pattern.compile("(?s)\\n### ([^\\n]+)\\n.*?\\nExecStart=([^\\n]+)\\n");

    private static final Map<String, String> PROFILES =
            Map.of(
                    "Catalyst (FCGI::ProcManager)", "fcgi-procmanager",
                    "php-fpm", "php-fpm",
                    "gunicorn", "gunicorn",
                    "uWSGI", "uwsgi",
                    "unicorn", "unicorn",
                    "puma", "puma",
                    "Starman", "starman",
                    "Apache prefork", "apache-prefork");

    /// @param line of the unit
    record Start(String heading, String line) {
        @Override
        public String toString() {
            return heading;
        }
    }

    static Stream<Start> starts() throws IOException {
        String manual = Files.readString(MANUAL);
        String section =
                manual.substring(
                        manual.indexOf("## Quick starts"), manual.indexOf("## Which measure"));
        List<Start> starts =
                START.matcher(section)
                        .results()
                        .map(m -> new Start(m.group(1), m.group(2)))
                        .toList();
        assertThat(starts).extracting(Start::heading).hasSameElementsAs(PROFILES.keySet());
        return starts.stream();
    }

    @ParameterizedTest
    @MethodSource("starts")
    void itRuns(Start start) throws IOException {
        Kidreaper.build();
        try (var pool =
                ManagerProcess.start(
                        words(here(start.line())),
                        Map.of(),
                        p -> p.logged("event=(ready|pool-found) ").size() == 2)) {
            assertThat(pool.log())
                    .contains(" profile=" + PROFILES.get(start.heading()) + " ")
                    .doesNotContain("event=no-gate", "event=no-control-socket");
            if (start.line().contains(":8000") || start.line().contains("apache2")) {
                for (int i = 0; i < REQUESTS; i++) {
                    HttpLoad.get(
                            pool.port(), start.line().contains("apache2") ? "/index.html" : "/");
                }
                TestPool.await("a count", () -> requests(pool) >= REQUESTS - 4);
            }
            TestPool.kill("TERM", pool.manager());
            TestPool.await("its end", () -> !pool.logged("event=ended").isEmpty());
        }
    }

    private static double requests(ManagerProcess pool) {
        String socket = pool.folder().resolve("control").toString();
        String status = Kidreaper.run("status", "--json", "--socket", socket).out();
        return JsonValue.parse(status).get("pools").list().getFirst().get("requests").number();
    }

    /// The same line with what there is here.
    private static String here(String line) {
        Path kidreaper = Path.of("kidreaper").toAbsolutePath();
        return line.replace("/usr/bin/kidreaper run", kidreaper + " run --socket FOLDER/control")
                .replace(
                        "/srv/shop/script/shop_fastcgi.pl",
                        "perl " + CATALYST.toAbsolutePath().resolve("pool_fastcgi.pl"))
                .replace("/run/shop/fcgi.sock", "FOLDER/fcgi.sock")
                .replace("/etc/php/8.2/fpm/php-fpm.conf", "FOLDER/fpm.conf")
                .replace("/etc/apache2/envvars", "/dev/null") // Its package is not installed.
                .replace("-D FOREGROUND", "-D FOREGROUND -f FOLDER/apache.conf")
                .replace("/srv/shop/unicorn.rb", "FOLDER/unicorn.rb")
                .replace("/srv/shop", "APPS")
                .replace(":8000", ":PORT");
    }

    /// As systemd takes a line apart, as far as these need it.
    private static List<String> words(String line) {
        int quote = line.indexOf('\'');
        if (quote < 0) {
            return Arrays.asList(line.split(" ", -1));
        }
        var words = new ArrayList<>(Arrays.asList(line.substring(0, quote).strip().split(" ", -1)));
        words.add(line.substring(quote + 1, line.length() - 1));
        return words;
    }
}
