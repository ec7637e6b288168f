package dev.kidreaper.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.HttpLoad;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.ManagerProcess;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Workers that load their application after the fork, for seconds: the next one is asked only when
/// the last one's replacement serves, so somebody always answers.
class SlowStartIT {
    private static final String LOADS = Integer.toString(Integer.getInteger("loads", 4));
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(2);

    /// Two workers each, as they are without preloading.
    enum SlowStarter {
        GUNICORN("gunicorn -w 2 -b 127.0.0.1:PORT --chdir APPS app:application"),
        GTHREAD("gunicorn -w 2 -b 127.0.0.1:PORT -k gthread --chdir APPS app:application"),
        UNICORN("unicorn -l 127.0.0.1:PORT -c FOLDER/two.rb APPS/config.ru"),
        PUMA("puma -w 2 -t 1:2 -b tcp://127.0.0.1:PORT APPS/config.ru"),
        STARMAN("starman --workers 2 --listen 127.0.0.1:PORT APPS/app.psgi"),
        UWSGI(
                "uwsgi --plugin python3 --http-socket 127.0.0.1:PORT --master --processes 2"
                        + " --lazy-apps --disable-logging --wsgi-file APPS/app.py");

        private final String command;

        SlowStarter(String command) {
            this.command = command;
        }

        ManagerProcess pool() {
            return ManagerProcess.start(
                    List.of(command.split(" ", -1)), Map.of("LOADS", LOADS), "/");
        }
    }

    @ParameterizedTest
    @EnumSource
    void somebodyAlwaysAnswers(SlowStarter kind) {
        try (var pool = kind.pool()) {
            // The first answer may have come while the other worker still loads.
            var silence = new Silence(pool.port());
            Kidreaper ran =
                    Kidreaper.run(
                            "restart",
                            "--pid",
                            Long.toString(pool.manager()),
                            "--newborn",
                            "300ms");
            Duration longest = silence.end();
            assertThat(ran.exit()).as(ran.out() + ran.err() + pool.log()).isZero();
            assertThat(ran.out()).as(pool.log()).contains("recycled");
            assertThat(longest).as(ran.out() + pool.log()).isLessThan(LONGEST_SILENCE);
            assertThat(pool.logged("Early termination")).isEmpty();
        }
    }

    /// The longest time without an answer to clients that ask all the time.
    private static final class Silence {
        private static final int CLIENTS = 4;

        private final AtomicBoolean over = new AtomicBoolean();
        private final CompletableFuture<?> clients;
        private long last = System.nanoTime();
        private long longest;

        Silence(int port) {
            var each = new CompletableFuture<?>[CLIENTS];
            for (int i = 0; i < CLIENTS; i++) {
                var ended = new CompletableFuture<Void>();
                Thread.ofVirtual()
                        .start(() -> {
                            ask(port);
                            ended.complete(null);
                        });
                each[i] = ended;
            }
            clients = CompletableFuture.allOf(each);
        }

        private void ask(int port) {
            while (!over.get()) {
                try {
                    HttpLoad.get(port, "/");
                    answered();
                } catch (IOException e) {
                    TestPool.sleep(Duration.ofMillis(50));
                }
                TestPool.sleep(Duration.ofMillis(20));
            }
        }

        private synchronized void answered() {
            long now = System.nanoTime();
            longest = Math.max(longest, now - last);
            last = now;
        }

        Duration end() {
            over.set(true);
            clients.join();
            answered();
            return Duration.ofNanos(longest);
        }
    }
}
