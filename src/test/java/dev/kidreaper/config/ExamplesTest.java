package dev.kidreaper.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Settings;
import dev.kidreaper.show.SettingsText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What the documents show to operators is true.
class ExamplesTest {
    private static final Path EXAMPLE = Path.of("examples/kidreaper.toml");
    private static final Path DOCUMENT = Path.of("docs/configuration.md");

    @Test
    void theExampleLoads() throws IOException {
        String toml = Files.readString(EXAMPLE);
        assertThat(Configurations.problems(toml)).isEmpty();
        assertThat(Configurations.warnings(toml)).isEmpty();
        assertThat(SettingsText.pools(Configurations.loaded(toml)).lines())
                .containsExactly(
                        "web: pidfile /run/myapp.pid, limit uss 120M, max-age 12h, pool-limit pss"
                                + " 1.00G, min-available 10%, max-pressure 20%, one at a time, 2s"
                                + " apart, not Mon-Fri 09:00-09:30, not Sat,Sun 22:00-02:00",
                        "reports: systemd-unit reports.service, custom profile with USR1, limit uss"
                                + " 3x, one at a time, 10s apart",
                        "shop: serves /run/shop.sock by 5 workers of"
                                + " /srv/shop/script/shop_fastcgi.pl, limit uss 200M, max-requests"
                                + " 1000",
                        "app: serves 127.0.0.1:9000 by the workers at /run/app-workers.sock of"
                                + " pidfile /run/app.pid, max-age 12h",
                        "blog: starts /usr/bin/gunicorn behind a gate, limit uss 150M, max-requests"
                                + " 1000±100, one at a time, 0s apart");
    }

    /// The values in comments are as right as the others.
    @Test
    void soDoesEachLineThatIsCommentedOut() throws IOException {
        var commented = Pattern.compile("(?m)^# ([a-z-]+ = .*)$");
        String toml = Files.readString(EXAMPLE);
        List<String> lines = commented.matcher(toml).results().map(MatchResult::group).toList();
        assertThat(lines).hasSizeGreaterThanOrEqualTo(6);
        for (String line : lines) {
            boolean finds = line.matches("# (pid|systemd-unit|command) .*");
            String without = finds ? toml.replaceFirst("(?m)^pidfile.*$", "") : toml;
            if (line.startsWith("# user ")) {
                without = toml.replaceFirst("(?m)^pidfile.*$", "command = \"myapp\"");
            }
            String with = without.replace(line, line.substring(2));
            assertThat(Configurations.problems(with)).as(line).isEmpty();
        }
    }

    /// The file that outside checks rely on.
    @Test
    void theShortExampleLoads() throws IOException {
        String shown = Files.readString(DOCUMENT);
        int begin = shown.indexOf("```toml\n") + 8;
        Settings settings =
                Configurations.loaded(shown.substring(begin, shown.indexOf("```", begin)));
        assertThat(SettingsText.pools(settings))
                .isEqualTo(
                        "web: pidfile /run/myapp.pid, limit uss 120M, max-age 12h, pool-limit pss"
                                + " 1.00G, one at a time, 2s apart");
        assertThat(settings.controlSocket()).isEqualTo("/run/kidreaper/control.sock");
        assertThat(settings.historyFile()).isEqualTo("/var/lib/kidreaper/history.db");
        assertThat(settings.webListen()).hasToString("127.0.0.1:9180");
    }

    /// What quick starts show, for each kind.
    @Test
    void quickStartsLoad() throws IOException {
        String manual = Files.readString(Path.of("docs/manual.md"));
        String starts =
                manual.substring(
                        manual.indexOf("## Quick starts"), manual.indexOf("## Which measure"));
        List<String> blocks =
                Pattern.compile("(?s)```toml\\n(.*?)```")
                        .matcher(starts)
                        .results()
                        .map(m -> m.group(1))
                        .toList();
        assertThat(blocks).hasSize(8).allMatch(b -> Configurations.problems(b).isEmpty());
    }

    @Test
    void eachKeyIsInTheExampleAndInTheTable() throws IOException {
        String toml = Files.readString(EXAMPLE);
        String document = Files.readString(DOCUMENT);
        var missing = new ArrayList<String>();
        Keys.OF.forEach((table, keys) -> {
            for (String key : keys) {
                // A fleet has an example of its own: not all of its pools could be in this one.
                String example = table.equals(Keys.FLEET) ? document : toml;
                boolean isTable =
                        (toml + document).contains("[" + key + "]")
                                || toml.contains("." + key + "]");
                var line = Pattern.compile("(?m)^(# )?" + key + " = ");
                if (!isTable && !line.matcher(example).find()) {
                    missing.add(table + " " + key + " in the example");
                }
                if (!isTable && !document.contains("| `" + key + "` |")) {
                    missing.add(table + " " + key + " in the table");
                }
            }
        });
        assertThat(missing).isEmpty();
    }
}
