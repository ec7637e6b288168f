package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.HttpLoad;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.ManagerProcess;
import dev.kidreaper.testing.Nginx;
import dev.kidreaper.testing.Preforked;
import dev.kidreaper.testing.TestPool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// FastCGI managers behind the gate of `run` and behind nginx, under load: each worker answers
/// exactly as many requests as it may, and nobody's is cut off.
class RunFastCgiIT {
    private static final int MOST = 25;
    private static final int RECYCLES = 20;
    private static final int SOAK_RECYCLES = 1000;
    private static final List<String> PROC_MANAGER =
            List.of(
                    "perl",
                    Path.of("src/test/resources/pools/procmanager.pl").toAbsolutePath().toString(),
                    "FOLDER/socket",
                    "4",
                    "FOLDER/pool.pid",
                    "bare");

    @Test
    @Tag("quick")
    void procManager() {
        run(PROC_MANAGER, RECYCLES);
    }

    @Test
    void phpFpm() {
        run(Preforked.FPM, RECYCLES);
    }

    @Test
    @Tag("soak")
    void procManagerForLong() {
        run(PROC_MANAGER, SOAK_RECYCLES);
    }

    @Test
    @Tag("soak")
    void phpFpmForLong() {
        run(Preforked.FPM, SOAK_RECYCLES);
    }

    private static void run(List<String> command, int recycles) {
        Kidreaper.build();
        var words =
                new ArrayList<>(
                        List.of(
                                Path.of("kidreaper").toAbsolutePath().toString(),
                                "run",
                                "--max-requests",
                                Integer.toString(MOST),
                                "--socket",
                                "FOLDER/control",
                                "--"));
        words.addAll(command);
        try (var pool =
                        ManagerProcess.start(
                                words, Map.of(), p -> !p.logged("event=pool-found").isEmpty());
                var nginx = Nginx.start(pool.folder(), pool.folder().resolve("socket"));
                var load =
                        HttpLoad.on(
                                nginx.port(),
                                List.of("/", "/", "/", "/?slow=0.02"),
                                Duration.ofMillis(2))) {
            for (int some = 10; some <= recycles; some += 10) {
                long soon = some;
                TestPool.await(
                        some + " recycles\n" + pool.log(),
                        () -> pool.logged("event=recycled").size() >= soon);
                TestPool.sleep(Duration.ofMillis(100));
            }
            assertThat(load.failures()).as(pool.log()).isEmpty();
            assertThat(nginx.failures()).isEmpty();
            assertThat(pool.logged("event=recycled.*idle_proof=false")).isEmpty();
            assertThat(pool.logged("event=recycl.*=0B ")).as("a size that was not read").isEmpty();
            assertThat(pool.logged("event=failed|event=bug|event=no-gate")).isEmpty();
            var ofWorkers = load.bodies().values();
            System.out.printf(
                    "%s: %d answered, %d recycled, most of one worker %s%n",
                    command.getFirst(),
                    load.answered(),
                    pool.logged("event=recycled").size(),
                    ofWorkers.stream().max(Integer::compare));
            assertThat(ofWorkers).allMatch(n -> n <= MOST);
            assertThat(ofWorkers.stream().filter(n -> n == MOST).count())
                    .isGreaterThanOrEqualTo(ofWorkers.size() - 5);
        }
    }
}
