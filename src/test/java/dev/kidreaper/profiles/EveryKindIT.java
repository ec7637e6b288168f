package dev.kidreaper.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.HttpLoad;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.ManagerProcess;
import dev.kidreaper.testing.TestPool;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every known kind of manager, its workers recycled under load: nobody's request is cut off, and
/// nobody ends but those who were to.
@Order(1)
class EveryKindIT {
    private static final int WORKERS = 4;
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final int SOAK_ROUNDS = 75;

    /// How long each client thinks: a few pools share the processors, or one has them.
    private static final Duration SIDE_BY_SIDE = Duration.ofMillis(25);

    private static final Duration ALONE = Duration.ofMillis(4);
    private static final String RECYCLED = "\"recycled\":\\[(.*?)\\]";

    @Tag("quick")
    @ParameterizedTest
    @EnumSource
    void recycledUnderLoadWithoutLoss(Kind kind) {
        recycle(kind, ROUNDS, SIDE_BY_SIDE);
    }

    @Tag("soak")
    @ParameterizedTest
    @EnumSource
    void soak(Kind kind) {
        recycle(kind, SOAK_ROUNDS, ALONE);
    }

    private static void recycle(Kind kind, int rounds, Duration think) {
        try (var pool = kind.pool();
                var load = HttpLoad.on(pool.port(), kind.paths(), think)) {
            TestPool.sleep(Duration.ofMillis(1500));
            int recycled = 0;
            int proven = 0;
            for (int round = 0; round < rounds; round++) {
                // On a slow machine the manager may be forking still.
                TestPool.await("all workers of " + kind, () -> pool.workers().size() >= WORKERS);
                Set<Long> workers = pool.workers();
                String json = run(kind, pool, round % 2 == 0);
                var gone = ManagerProcess.numbers(json, "pid", RECYCLED);
                var came = ManagerProcess.numbers(json, "replaced_by", RECYCLED);
                var stayed = new TreeSet<>(workers);
                stayed.removeAll(gone);
                if (kind == Kind.APACHE || kind == Kind.APACHE_PHP) {
                    stayed.retainAll(pool.children()); // It ends those that are too many itself.
                }
                assertThat(stayed).as(json).isEmpty();
                recycled += gone.size();
                proven += json.split("\"idle_proof\":true", -1).length - 1;
                assertThat(pool.workers())
                        .as("who came, of %s: %s", pool.children(), pool.log())
                        .containsAll(came);
            }
            System.out.printf(
                    "%s: %d recycled, %d proven idle, %d answered, %d failed %s%n",
                    kind,
                    recycled,
                    proven,
                    load.answered(),
                    load.failures().size(),
                    load.failures());
            assertThat(load.failures()).as(pool.log()).isEmpty();
            assertThat(recycled).isGreaterThanOrEqualTo(rounds * WORKERS);
            assertThat(load.answered()).isGreaterThan(100 * rounds);
            assertThat(pool.logged(kind.complaints)).isEmpty();
        }
    }

    private static String run(Kind kind, ManagerProcess pool, boolean restart) {
        String newborn = kind == Kind.UWSGI ? "1s" : "300ms";
        String pid = Long.toString(pool.manager());
        var ran =
                restart
                        ? Kidreaper.run("restart", "--json", "--pid", pid, "--newborn", newborn)
                        : Kidreaper.run(
                                "reap",
                                "--json",
                                "--pid",
                                pid,
                                "--newborn",
                                newborn,
                                "--force",
                                "--limit",
                                "1K",
                                "--measure",
                                "rss",
                                "--pause",
                                "0s");
        assertThat(ran.exit()).as(ran.out() + ran.err() + pool.log()).isZero();
        assertThat(ran.out()).contains("\"profile\":\"" + kind.profile + "\"");
        return ran.out();
    }
}
