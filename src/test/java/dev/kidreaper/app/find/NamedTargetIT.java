package dev.kidreaper.app.find;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kidreaper.app.OperatorError;
import dev.kidreaper.config.ConfigFiles;
import dev.kidreaper.config.ConfigResult;
import dev.kidreaper.config.SettingsFile;
import dev.kidreaper.history.Bounds;
import dev.kidreaper.history.LastingHistory;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.FoundPool;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.SuggestedPool;
import dev.kidreaper.show.StarterConfig;
import dev.kidreaper.testing.FpmPools;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real pools, found on the machine and named in each way that there is.
class NamedTargetIT {
    private static final TestPool POOL = TestPool.start(2);
    private static final String STATIC = "pm = static\npm.max_children = ";

    @TempDir private static Path folder = Path.of("");

    private static FpmPools fpm = start();

    private static FpmPools start() {
        try {
            Path its = Files.createTempDirectory("kidreaper-test");
            var started = FpmPools.start(its, "www", STATIC + "2", "admin", STATIC + "1");
            TestPool.await("workers", () -> started.workers().size() == 3);
            return started;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<FoundPool> of(long manager) throws OperatorError {
        return MachinePools.kept().stream().filter(p -> p.manager().id().pid() == manager).toList();
    }

    private static int opened(String word) throws OperatorError {
        return new NamedTarget(ConfigFiles.named(folder.resolve("none.toml")))
                .open(word)
                .manager()
                .id()
                .pid();
    }

    @Test
    void aPoolIsFound() throws OperatorError {
        assertThat(of(POOL.manager()))
                .singleElement()
                .satisfies(p -> {
                    assertThat(p.manager().profile().name()).isEqualTo("fcgi-procmanager");
                    assertThat(p.workers()).hasSize(2);
                    assertThat(p.keeper()).isNull();
                });
    }

    @Test
    void eachOfPhpFpmsPoolsIsOne() throws OperatorError {
        assertThat(of(fpm.manager()))
                .satisfiesExactly(
                        admin -> {
                            assertThat(admin.name()).endsWith("/admin");
                            assertThat(admin.workers()).hasSize(1);
                        },
                        www -> {
                            assertThat(www.name()).endsWith("/www").startsWith("php");
                            assertThat(www.workers()).hasSize(2);
                        });
    }

    @Test
    void aWordMayBeAPidAPidfileOrAName() throws OperatorError {
        assertThat(opened(Integer.toString(POOL.manager()))).isEqualTo(POOL.manager());
        assertThat(opened(POOL.pidfile().toString())).isEqualTo(POOL.manager());
        FoundPool www = of(fpm.manager()).getLast();
        // Other tests' php-fpm may come and go meanwhile, and with it the need to tell them apart.
        String name = www.nameWithPid();
        assertThat(name).matches("php.*-fpm-" + fpm.manager() + "/www");
        var session = new NamedTarget(ConfigFiles.named(folder.resolve("n"))).open(name);
        assertThat(session.manager().id()).isEqualTo(www.manager().id());
        assertThat(session.manager().profile().onlyPool()).isEqualTo("www");
        String both = name.substring(0, name.indexOf('/'));
        assertThat(opened(both)).isEqualTo((int) fpm.manager());
    }

    @Test
    void aWordMayBeAPoolOfTheConfiguration() throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("k.toml"),
                        "[[pool]]\nname='shop'\npidfile='%s'\nlimit='1G'\n"
                                .formatted(POOL.pidfile()));
        var session = new NamedTarget(ConfigFiles.named(file)).open("shop");
        assertThat(session.manager().id().pid()).isEqualTo(POOL.manager());
    }

    @Test
    void aWordThatIsNoneOfThemGetsTheNames() throws OperatorError {
        String name = of(fpm.manager()).getFirst().name();
        assertThatThrownBy(() -> opened("nosuch"))
                .isInstanceOf(OperatorError.class)
                .hasMessageContaining("'nosuch' is no pid, pidfile, unit or pool")
                .hasMessageContaining(name);
        assertThatThrownBy(() -> opened("0")).hasMessageContaining("a pid is a positive number");
        assertThatThrownBy(() -> opened("99999999")).hasMessageContaining("at most 4194304");
    }

    @Test
    void aWorkersPidSaysWhoseItIs() {
        int worker = POOL.children().getFirst();
        assertThatThrownBy(() -> opened(Integer.toString(worker)))
                .hasMessage(
                        "pid %d is a worker of manager %d (fcgi-procmanager): name that one"
                                .formatted(worker, POOL.manager()));
    }

    @Test
    void theFirstConfigurationIsAcceptedAndFindsThePools() throws OperatorError {
        String toml =
                StarterConfig.of(FirstSettings.suggest(folder.resolve("none")).pools(), List.of());
        var result = SettingsFile.parse("k.toml", toml);
        assertThat(result).as(toml).isInstanceOf(ConfigResult.Loaded.class);
        var settings = ((ConfigResult.Loaded) result).settings();
        assertThat(settings.pools()).allSatisfy(p -> assertThat(p.policy().observe()).isTrue());
        var www =
                settings.pools().stream()
                        .filter(p -> found(p) == fpm.manager() && p.name().endsWith("-www"))
                        .toList();
        assertThat(www).as(toml).hasSize(1);
        // Any user may start a process with that command line.
        String owner = System.getProperty("user.name");
        assertThat(toml.lines().filter(l -> l.startsWith("user = ")))
                .hasSameSizeAs(toml.lines().filter(l -> l.startsWith("command = ")).toList())
                .contains("user = \"" + owner + "\"");
    }

    /// A daemon has kept the pool before: its workers lived for ten hours and grew to 110 MiB.
    @Test
    void theLivesOfEarlierWorkersGiveTheLimit() throws Exception {
        String name = suggested(folder.resolve("none")).name();
        assertThat(suggested(folder.resolve("none")).reason()).isNull();
        Path file = folder.resolve("past/history.db");
        try (var past = LastingHistory.open(file, "b1", Bounds.DEFAULT, InstantSource.system())) {
            Instant begun = Instant.now().minus(Duration.ofDays(2));
            for (int life = 0; life < 6; life++) {
                for (int hour = 0; hour < 10; hour++) {
                    long bytes = (20 + hour * 10L) << 20;
                    past.record(
                            List.of(
                                    new MemorySample(
                                            begun.plus(Duration.ofHours(hour)),
                                            name,
                                            new ProcessId(1000 + life, 7),
                                            new Footprint(4 * bytes, 2 * bytes, bytes, bytes, 0),
                                            life,
                                            null)));
                }
            }
        }
        SuggestedPool now = suggested(file);
        assertThat(now.reason())
                .isEqualTo(
                        "From 6 lives of the last week: the smallest that leaves the workers time"
                                + " to work");
        assertThat(now.limit()).isEqualTo(new Size(30 << 20));
        Path broken = Files.writeString(folder.resolve("broken.db"), "no database at all");
        assertThat(suggested(broken).reason()).isNull();
    }

    private static SuggestedPool suggested(Path history) throws OperatorError {
        return FirstSettings.suggest(history).pools().stream()
                .filter(p -> p.found().manager().id().pid() == POOL.manager())
                .findFirst()
                .orElseThrow();
    }

    private static long found(dev.kidreaper.model.PoolSettings settings) {
        try {
            return new LiveCheck().look(settings).pool().manager().id().pid();
        } catch (OperatorError e) {
            return 0; // A pool of another test, which has gone meanwhile.
        }
    }

    @BeforeAll
    static void areThere() {
        assertThat(POOL.children()).hasSize(2);
    }

    @AfterAll
    static void end() {
        POOL.close();
        fpm.close();
    }
}
