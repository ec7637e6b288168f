package dev.kidreaper.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.HttpLoad;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.ManagerProcess;
import dev.kidreaper.testing.TestPool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Managers behind the gate of `run`, under load: no worker takes more connections than it may, and
/// nobody's request is cut off.
@Order(1)
class GatedKindsIT {
    private static final int MOST = 25;
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration THINK = Duration.ofMillis(2);

    @Tag("quick")
    @ParameterizedTest
    @EnumSource(names = {"GUNICORN", "UNICORN", "STARMAN", "UWSGI", "APACHE"})
    void noWorkerTakesMoreThanItMay(Kind kind) {
        run(kind, 20);
    }

    @Tag("soak")
    @ParameterizedTest
    @EnumSource(names = {"GUNICORN", "UNICORN", "STARMAN", "UWSGI", "APACHE"})
    void soak(Kind kind) {
        run(kind, 1000);
    }

    private static void run(Kind kind, int recycles) {
        var starter =
                List.of(
                        Path.of("kidreaper").toAbsolutePath().toString(),
                        "run",
                        "--max-requests",
                        Integer.toString(MOST),
                        "--socket",
                        "FOLDER/control",
                        "--");
        Kidreaper.build();
        String path = kind.paths().getFirst();
        try (var pool = kind.pool(starter);
                var load = HttpLoad.on(pool.port(), List.of(path, path, path, path), THINK)) {
            for (int some = 10; some <= recycles; some += 10) {
                long soon = some;
                TestPool.await(
                        some + " recycles\n" + pool.log(),
                        () -> recycled(pool) >= soon || !load.failures().isEmpty());
                TestPool.sleep(LOOK_EVERY);
            }
            assertThat(load.failures()).as(pool.log()).isEmpty();
            assertThat(pool.logged("event=recycled.*cause=max-requests")).isNotEmpty();
            assertThat(pool.logged("event=recycled.*idle_proof=false")).isEmpty();
            assertThat(pool.logged("event=failed|event=bug|event=no-gate")).isEmpty();
            Map<String, Integer> ofWorkers = load.bodies();
            System.out.printf(
                    "%s: %d answered, %d recycled, most of one worker %s%n",
                    kind,
                    load.answered(),
                    recycled(pool),
                    ofWorkers.size() > 1 ? ofWorkers.values().stream().max(Integer::compare) : "-");
            if (kind != Kind.APACHE) { // Its answers do not name the worker.
                assertThat(ofWorkers.values()).allMatch(n -> n <= MOST);
            }
            if (kind == Kind.STARMAN) { // Exact, but for those at the end and at the start.
                long exact = ofWorkers.values().stream().filter(n -> n == MOST).count();
                assertThat(exact).isGreaterThanOrEqualTo(ofWorkers.size() - 5);
            }
        }
    }

    private static long recycled(ManagerProcess pool) {
        return pool.logged("event=recycled").size();
    }
}
