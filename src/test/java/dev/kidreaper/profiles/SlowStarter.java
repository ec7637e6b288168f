package dev.kidreaper.profiles;

import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.ManagerProcess;
import dev.kidreaper.testing.TestPool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/// The managers whose workers load their application after the fork: two workers each, as they are
/// without preloading.
enum SlowStarter {
    GUNICORN("gunicorn -w 2 -t 120 -b 127.0.0.1:PORT --chdir APPS app:application"),
    GTHREAD("gunicorn -w 2 -t 120 -b 127.0.0.1:PORT -k gthread --chdir APPS app:application"),
    UNICORN("unicorn -l 127.0.0.1:PORT -c FOLDER/two.rb APPS/config.ru"),
    PUMA("puma -w 2 -t 1:2 -b tcp://127.0.0.1:PORT APPS/config.ru"),
    /// By default a worker leaves by itself after 1000 requests.
    STARMAN("starman --workers 2 --max-requests 1000000 --listen 127.0.0.1:PORT APPS/app.psgi"),
    UWSGI(
            "uwsgi --plugin python3 --http-socket 127.0.0.1:PORT --master --processes 2"
                    + " --lazy-apps --disable-logging --wsgi-file APPS/app.py");

    private static final Pattern LOADED = Pattern.compile("loaded (\\d+)");
    private static final int WORKERS = 2;

    private final String command;

    SlowStarter(String command) {
        this.command = command;
    }

    /// What came of recycling its workers under load.
    ///
    /// @param fewest how many workers had loaded and still ran, at the worst moment
    /// @param silence the longest time without an answer meanwhile
    /// @param silenceBefore the same in as much time without us; zero if that was not measured
    /// @param failed how many requests failed
    record Result(
            Kidreaper ran,
            int recycled,
            int fewest,
            Duration silence,
            Duration silenceBefore,
            int failed,
            String log) {}

    /// Recycles both workers, once.
    ///
    /// @param loads how many seconds a worker loads
    /// @param compare whether to measure without us, too
    Result recycle(int loads, boolean compare) {
        Map<String, String> loading = Map.of("LOADS", Integer.toString(loads));
        try (var pool =
                ManagerProcess.start(
                        List.of(command.split(" ", -1)), loading, SlowStarter::haveAllLoaded)) {
            Kidreaper.run("--version"); // Its start, beside that of others, is not measured.
            var quiet = new Silence(pool.port());
            TestPool.sleep(compare ? Duration.ofSeconds(2L * loads) : Duration.ZERO);
            Silence.Seen before = quiet.end();
            var silence = new Silence(pool.port());
            var fewest = new Fewest(pool);
            var pid = Long.toString(pool.manager());
            // On a busy machine both the finding of the moment and the loading take longer.
            Duration patience = Duration.ofSeconds(180 + 6L * loads);
            Kidreaper ran =
                    Kidreaper.runWithin(
                            patience, "restart", "--json", "--pid", pid, "--newborn", "300ms");
            int worst = fewest.end();
            Silence.Seen meanwhile = silence.end();
            return new Result(
                    ran,
                    ManagerProcess.numbers(ran.out(), "pid", WorkerClass.RECYCLED).size(),
                    worst,
                    meanwhile.longest(),
                    before.longest(),
                    before.failed() + meanwhile.failed(),
                    pool.log());
        }
    }

    private static boolean haveAllLoaded(ManagerProcess pool) {
        return loaded(pool) == WORKERS;
    }

    /// How many workers have loaded, by their own word, and run.
    private static int loaded(ManagerProcess pool) {
        // The kernel's list: ProcessHandle would read all processes of the machine.
        var list = Path.of("/proc/%1$d/task/%1$d/children".formatted(pool.manager()));
        Set<String> children = Set.of(TestPool.read(list).split(" ", -1));
        return (int)
                LOADED.matcher(pool.log())
                        .results()
                        .map(said -> said.group(1))
                        .distinct()
                        .filter(children::contains)
                        .count();
    }

    /// How many had loaded at the worst moment, looked at all the time.
    private static final class Fewest {
        private static final Duration LOOKS_EVERY = Duration.ofMillis(100);

        private final AtomicBoolean over = new AtomicBoolean();
        private final CompletableFuture<Integer> fewest;

        Fewest(ManagerProcess pool) {
            // Not a virtual thread: those of the clients would wait while it reads files.
            Executor looker = r -> Thread.ofPlatform().start(r);
            fewest = CompletableFuture.supplyAsync(() -> look(pool), looker);
        }

        private int look(ManagerProcess pool) {
            int worst = WORKERS;
            while (!over.get()) {
                worst = Math.min(worst, loaded(pool));
                TestPool.sleep(LOOKS_EVERY);
            }
            return worst;
        }

        int end() {
            over.set(true);
            return fewest.join();
        }
    }
}
