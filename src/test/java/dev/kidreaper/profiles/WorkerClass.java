package dev.kidreaper.profiles;

import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.LongLoad;
import dev.kidreaper.testing.LongLoad.Doing;
import dev.kidreaper.testing.ManagerProcess;
import dev.kidreaper.testing.TestPool;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The classes of worker that hold connections for long, as Debian ships them. The managers' own
/// time limits for a worker that leaves are short, so one that is asked amid a stream would cut it.
/// Those for a slow client are long: on a busy machine, a client is slow for seconds.
enum WorkerClass {
    GUNICORN_SYNC(gunicorn("sync"), Clients.LONG),
    GUNICORN_GTHREAD(gunicorn("gthread --threads 8 --keep-alive 60"), Clients.BOTH),
    GUNICORN_GEVENT(gunicorn("gevent --keep-alive 60"), Clients.BOTH),
    GUNICORN_EVENTLET(gunicorn("eventlet --keep-alive 60"), Clients.BOTH),
    GUNICORN_UVICORN(
            gunicorn("uvicorn.workers.UvicornWorker --keep-alive 60").replace("app:", "asgi:"),
            Clients.BOTH),
    UWSGI_GEVENT(
            uwsgi("python3,gevent_python3", "--gevent 50 --gevent-monkey-patch"), Clients.LONG),
    UWSGI_THREADS(uwsgi("python3", "--enable-threads --threads 4"), Clients.LONG),
    UNICORN("unicorn -l 127.0.0.1:PORT -c FOLDER/unicorn.rb APPS/config.ru", Clients.LONG),
    PUMA("puma -C FOLDER/puma.rb -w 4 -t 4:4 -b tcp://127.0.0.1:PORT APPS/config.ru", Clients.BOTH),
    STARMAN(
            "starman --workers 8 --max-requests 1000000 --keepalive-timeout 60"
                    + " --listen 127.0.0.1:PORT APPS/app.psgi",
            Clients.BOTH),
    APACHE("/usr/sbin/apache2 -D keep -D FOREGROUND -f FOLDER/apache.conf", Clients.KEPT);

    private static final int MOST_WORKERS = 8;

    static final String RECYCLED = "\"recycled\":\\[(.*?)\\]";

    private final String command;

    private final Clients clients;

    /// What its clients do.
    private enum Clients {
        /// Its server does not keep connections between requests.
        LONG,
        /// Its application only answers at once.
        KEPT,
        BOTH
    }

    WorkerClass(String command, Clients clients) {
        this.command = command;
        this.clients = clients;
    }

    private List<Doing> doings() {
        List<Doing> all = List.of(Doing.values());
        return all.subList(
                clients == Clients.LONG ? 1 : 0, clients == Clients.KEPT ? 1 : all.size());
    }

    private ManagerProcess pool() {
        String ready = clients == Clients.KEPT ? "/index.html" : "/";
        return ManagerProcess.start(List.of(command.split(" ", -1)), Map.of(), ready);
    }

    /// What came of recycling its workers under load.
    ///
    /// @param left how many were reported and left alone
    /// @param log the manager's
    record Result(int recycled, int left, int answered, List<String> failures, String log) {}

    /// Recycles all workers again and again.
    ///
    /// @param seconds how long a stream, a slow upload and a slow download take
    /// @param enough how many recycles will do
    Result recycle(double seconds, int enough, Duration longest) {
        try (var pool = pool()) {
            int recycled = 0;
            int left = 0;
            // Whoever holds a stream of 45 s ends it before.
            long deadline = Math.max(10, Math.round(seconds) + 15);
            var load = LongLoad.on(pool.port(), seconds, doings());
            try (load) {
                TestPool.sleep(Duration.ofSeconds(1));
                long start = System.nanoTime();
                while (recycled < enough && System.nanoTime() - start < longest.toNanos()) {
                    Kidreaper ran = restart(pool.manager(), deadline);
                    recycled += ManagerProcess.numbers(ran.out(), "pid", RECYCLED).size();
                    left += ran.out().split("left alone", -1).length - 1;
                }
            }
            return new Result(recycled, left, load.answered(), load.failures(), pool.log());
        }
    }

    private static Kidreaper restart(long manager, long deadlineSeconds) {
        var pid = Long.toString(manager);
        Kidreaper ran =
                Kidreaper.runWithin(
                        // At worst each worker is busy until its deadline, and then replaced.
                        Duration.ofSeconds(60 + MOST_WORKERS * 2 * deadlineSeconds),
                        "restart",
                        "--json",
                        "--pid",
                        pid,
                        "--newborn",
                        "300ms",
                        "--deadline",
                        deadlineSeconds + "s");
        if (ran.exit() > 1) {
            throw new AssertionError(ran.out() + ran.err());
        }
        return ran;
    }

    private static String gunicorn(String its) {
        return "gunicorn -w 4 -b 127.0.0.1:PORT --timeout 120 --graceful-timeout 2 --chdir APPS -k "
                + its
                + " app:application";
    }

    private static String uwsgi(String plugins, String its) {
        return "uwsgi --plugin %s --http-socket 127.0.0.1:PORT --master --processes 4 %s"
                        .formatted(plugins, its)
                + " --disable-logging --socket-timeout 60 --worker-reload-mercy 2"
                + " --wsgi-file APPS/app.py";
    }
}
