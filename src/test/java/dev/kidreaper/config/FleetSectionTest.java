package dev.kidreaper.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.FleetSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetSectionTest {
    private static final String POOL =
            """
            [[pool]]
            name = "web"
            pid = 12
            limit = "100M"
            """;

    @TempDir private Path folder;

    private static ConfigResult read(String fleet) {
        return SettingsFile.parse("k.toml", POOL + "[fleet]\n" + fleet);
    }

    private static FleetSettings settings(String fleet) {
        return Objects.requireNonNull(((ConfigResult.Loaded) read(fleet)).settings().fleet());
    }

    private static List<String> problems(String fleet) {
        return ((ConfigResult.Rejected) read(fleet))
                .problems().stream().map(ConfigProblem::toString).toList();
    }

    private Path password(String rights) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "secret\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
    }

    @Test
    void aGroupItsStoreAndItsBudgetAreEnough() {
        FleetSettings fleet =
                settings(
                        """
                        group = "shop.eu-1"
                        endpoints = "http://127.0.0.1:2379"
                        at-once = 20
                        """);
        assertThat(fleet)
                .isEqualTo(
                        new FleetSettings(
                                "shop.eu-1",
                                null,
                                List.of(URI.create("http://127.0.0.1:2379")),
                                null,
                                null,
                                null,
                                "20",
                                3,
                                Duration.ofMinutes(15),
                                Duration.ZERO,
                                null,
                                null,
                                null));
    }

    @Test
    void aShareAPasswordAndAQuestionAreRead() throws IOException {
        FleetSettings fleet =
                settings(
                        """
                        group = "shop"
                        engine = "etcd"
                        endpoints = ["https://etcd1:2379", "https://[::1]:2379/"]
                        user = "kidreaper"
                        password-file = "%s"
                        at-once = "0.5%%"
                        failures = 5
                        presume-gone = "30m"
                        soak = "20s"
                        version = "v42"
                        hold-when = "http://prometheus:9090/api/v1/query?query=ALERTS"
                        """
                                .formatted(password("rw-------")));
        assertThat(fleet.atOnce()).isEqualTo("0.5%");
        assertThat(fleet.endpoints()).hasSize(2);
        assertThat(fleet.failures()).isEqualTo(5);
        assertThat(fleet.presumeGone()).isEqualTo(Duration.ofMinutes(30));
        assertThat(fleet.holdWhen()).hasHost("prometheus");
    }

    @Test
    void allThatIsWrongIsToldAtOnceWithItsLine() throws IOException {
        assertThat(
                        problems(
                                """
                                group = "Shop!"
                                engine = "zookeeper"
                                endpoints = ["http://etcd1", "http://etcd2:2379", "ftp://x:1"]
                                user = "kidreaper"
                                password-file = "%s"
                                ca = "/nowhere/ca.pem"
                                at-once = 0
                                failures = 0
                                presume-gone = "10s"
                                soak = "2h"
                                version = ""
                                hold-when = "http://me:secret@prometheus:9090/q?query=x"
                                hots = "x"
                                """
                                        .formatted(password("rw-r-----"))))
                .satisfiesExactlyInAnyOrder(
                        p -> assertThat(p).contains(":6:", "'Shop!' is no name for a group"),
                        p -> assertThat(p).contains(":7:", "'zookeeper' is not a engine"),
                        p -> assertThat(p).contains(":8:", "'http://etcd1' has no port"),
                        p -> assertThat(p).contains(":8:", "'ftp://x:1' is no address"),
                        p -> assertThat(p).contains(":8:", "in clear text: write https"),
                        p -> assertThat(p).contains(":10:", "others may read", "chmod 600"),
                        p -> assertThat(p).contains(":11:", "cannot be read"),
                        p -> assertThat(p).contains(":12:", "from 1 to 10000"),
                        p -> assertThat(p).contains(":13:", "failures"),
                        p -> assertThat(p).contains(":14:", "'10s' is not from"),
                        p -> assertThat(p).contains(":15:", "'2h' is not from"),
                        p -> assertThat(p).contains(":16:", "1 to 100 characters"),
                        p -> assertThat(p).contains(":17:", "do not belong into an address"),
                        p -> assertThat(p).contains(":18:", "has no key \"hots\"", "host"));
    }

    @Test
    void whatIsMissingIsToldToo() {
        assertThat(problems("user = \"me\"\n"))
                .satisfiesExactlyInAnyOrder(
                        p -> assertThat(p).contains("no group"),
                        p -> assertThat(p).contains("no endpoints"),
                        p -> assertThat(p).contains("no at-once"),
                        p -> assertThat(p).contains("a user needs a password-file"));
    }

    private static List<String> warnings(String pool, String fleet) {
        var loaded = (ConfigResult.Loaded) SettingsFile.parse("k.toml", pool + "[fleet]\n" + fleet);
        return loaded.warnings().stream()
                .map(ConfigProblem::toString)
                .filter(w -> w.contains("at-once:"))
                .toList();
    }

    /// A worker that lives ten minutes is away five seconds of them: 0.83 %.
    @Test
    void aShareBelowTheNeedIsWarnedOf() {
        String pool = POOL + "max-age = \"10m\"\n";
        String rest = "group = \"a\"\nendpoints = \"http://localhost:2379\"\n";
        assertThat(warnings(pool, rest + "at-once = \"0.5%\""))
                .singleElement()
                .satisfies(w ->
                        assertThat(w)
                                .startsWith("k.toml:9:")
                                .contains("warning: at-once: 0.5% is below the need of pool web")
                                .contains("a max-age of 10 min 0.83% of its workers are away")
                                .contains("workers would wait above their limits"));
        assertThat(warnings(pool, rest + "at-once = \"0.9%\"")).isEmpty();
        assertThat(warnings(pool, rest + "at-once = \"0.9%\"\nsoak = \"1s\"")).hasSize(1);
        assertThat(warnings(POOL, rest + "at-once = \"0.001%\"")).as("no max-age").isEmpty();
    }

    /// 200 workers that live 15 minutes: 1.1 of them are away at any time.
    @Test
    void aNumberBelowTheNeedOfThisHostAloneIsWarnedOf() {
        String pool =
                """
                [[pool]]
                name = "web"
                max-age = "15m"
                [pool.serve]
                listen = "/run/k.sock"
                command = ["/bin/true"]
                workers = 200
                """;
        String rest = "group = \"a\"\nendpoints = \"http://localhost:2379\"\nat-once = ";
        assertThat(warnings(pool, rest + "1"))
                .singleElement()
                .satisfies(w ->
                        assertThat(w)
                                .startsWith("k.toml:11:")
                                .contains("1 is below the need of this host alone")
                                .contains("1.1 of its workers are away"));
        assertThat(warnings(pool, rest + "2")).isEmpty();
    }

    @Test
    void sharesAreMoreThanNothingAndAtMostAll() {
        String rest = "group = \"a\"\nendpoints = \"http://localhost:2379\"\nat-once = ";
        for (String bad : List.of("\"0%\"", "\"101%\"", "\"-1%\"", "\"x\"", "-1", "true")) {
            assertThat(problems(rest + bad))
                    .as(bad)
                    .singleElement()
                    .satisfies(p -> assertThat(p).startsWith("k.toml:8:").contains("at-once"));
        }
        assertThat(settings(rest + "\"100%\"").atOnce()).isEqualTo("100%");
    }
}
