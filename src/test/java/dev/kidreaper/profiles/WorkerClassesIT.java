package dev.kidreaper.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.LongLoad;
import dev.kidreaper.testing.LongLoad.Doing;
import dev.kidreaper.testing.ManagerProcess;
import dev.kidreaper.testing.TestPool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Workers that hold connections for long: several at once, kept between requests, with streams,
/// slow uploads and slow downloads. Each is recycled, or reported and left alone; nobody is cut
/// off. The managers' own limit for that is short here, so a worker that is asked amid a stream
/// cuts it.
class WorkerClassesIT {
    private static final String RECYCLED = "\"recycled\":\\[(.*?)\\]";
    private static final int SOAK_RECYCLES = 300;
    private static final Duration SOAK_LONGEST = Duration.ofMinutes(20);

    /// The classes of worker, as Debian ships them.
    enum WorkerClass {
        GUNICORN_SYNC(gunicorn("sync"), false),
        GUNICORN_GTHREAD(gunicorn("gthread --threads 8 --keep-alive 2"), true),
        GUNICORN_GEVENT(gunicorn("gevent --keep-alive 2"), true),
        GUNICORN_EVENTLET(gunicorn("eventlet --keep-alive 2"), true),
        UWSGI_GEVENT(uwsgi("python3,gevent_python3", "--gevent 50 --gevent-monkey-patch"), false),
        UWSGI_THREADS(uwsgi("python3", "--enable-threads --threads 4"), false),
        UNICORN("unicorn -l 127.0.0.1:PORT -c FOLDER/unicorn.rb APPS/config.ru", false),
        PUMA("puma -w 4 -t 4:4 -b tcp://127.0.0.1:PORT APPS/config.ru", true),
        STARMAN(
                "starman --workers 8 --max-requests 1000000 --keepalive-timeout 2"
                        + " --listen 127.0.0.1:PORT APPS/app.psgi",
                true);

        private final String command;

        /// Whether its connections can be kept between requests.
        private final boolean keeps;

        WorkerClass(String command, boolean keeps) {
            this.command = command;
            this.keeps = keeps;
        }

        List<Doing> doings() {
            return List.of(Doing.values()).subList(keeps ? 0 : 1, Doing.values().length);
        }

        ManagerProcess pool() {
            return ManagerProcess.start(List.of(command.split(" ", -1)), Map.of(), "/");
        }
    }

    private static String gunicorn(String its) {
        return "gunicorn -w 4 -b 127.0.0.1:PORT --graceful-timeout 2 --chdir APPS -k "
                + its
                + " app:application";
    }

    private static String uwsgi(String plugins, String its) {
        return "uwsgi --plugin %s --http-socket 127.0.0.1:PORT --master --processes 4 %s"
                        .formatted(plugins, its)
                + " --disable-logging --worker-reload-mercy 2 --wsgi-file APPS/app.py";
    }

    @ParameterizedTest
    @EnumSource
    void nobodyIsCutOff(WorkerClass workerClass) {
        recycle(workerClass, 3, 1, Duration.ofSeconds(40), 4);
    }

    @Tag("soak")
    @ParameterizedTest
    @EnumSource
    void soak(WorkerClass workerClass) {
        recycle(workerClass, 45, 1, SOAK_LONGEST, SOAK_RECYCLES);
    }

    /// @param seconds how long a stream is
    /// @param enough how many recycles will do
    private static void recycle(
            WorkerClass workerClass, double seconds, int each, Duration longest, int enough) {
        try (var pool = workerClass.pool()) {
            int recycled = 0;
            int left = 0;
            List<String> failures;
            var load = LongLoad.on(pool.port(), seconds, each, workerClass.doings());
            try (load) {
                TestPool.sleep(Duration.ofSeconds(1));
                long start = System.nanoTime();
                while (recycled < enough && System.nanoTime() - start < longest.toNanos()) {
                    Kidreaper ran =
                            Kidreaper.run(
                                    "restart",
                                    "--json",
                                    "--pid",
                                    Long.toString(pool.manager()),
                                    "--newborn",
                                    "300ms",
                                    "--deadline",
                                    "10s");
                    assertThat(ran.exit()).as(ran.out() + ran.err() + pool.log()).isIn(0, 1);
                    recycled += ManagerProcess.numbers(ran.out(), "pid", RECYCLED).size();
                    left += count(ran.out(), "left alone");
                }
                failures = load.failures();
            }
            System.out.printf(
                    "%s: %d recycled, %d left alone, %d answered, %d failed %s%n",
                    workerClass,
                    recycled,
                    left,
                    load.answered(),
                    load.failures().size(),
                    load.failures());
            assertThat(load.failures()).as(failures + pool.log()).isEmpty();
            assertThat(recycled).isPositive();
            assertThat(load.answered()).isPositive();
        }
    }

    private static int count(String text, String word) {
        return text.split(word, -1).length - 1;
    }
}
