package dev.kidreaper.decide;

import static dev.kidreaper.model.ApacheProfile.APACHE_PREFORK;
import static dev.kidreaper.model.PerlProfiles.FCGI_PROCMANAGER;
import static dev.kidreaper.model.Profiles.UNKNOWN;
import static dev.kidreaper.model.PythonProfiles.GUNICORN;
import static dev.kidreaper.model.RubyProfiles.UNICORN;
import static dev.kidreaper.model.UwsgiProfile.UWSGI;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.ApacheProfile;
import dev.kidreaper.model.ProcessTraits;
import dev.kidreaper.model.PythonProfiles;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who is taken for what. The masks of signal handlers were read from the real programs of Debian
/// 12.
class RecognitionTest {
    private static final long UWSGI_MASTER = 0x84687;
    private static final long UWSGI_WORKER = 0x8085e83;
    private static final long UWSGI_LOADING = 0x8080480;
    private static final long UWSGI_MULE = 0x4487;
    private static final long UWSGI_ROUTER = 0x4486;
    private static final long UWSGI_SPOOLER = 0x4682;
    private static final long GUNICORN_MASTER = 0x8314a07;

    /// Of `uvicorn.workers.UvicornWorker`: INT, TERM, TTIN and TTOU.
    private static final long GUNICORN_UVICORN_WORKER = 0x304002;

    private static final long GUNICORN_WORKER = 0x8304226;
    private static final long APACHE_MASTER = 0x80046eb;
    private static final long APACHE_WORKER = 0x80046e9;
    private static final long APACHE_PHP_WORKER = 0xc004eef;
    private static final long APACHE_THREADED = 0x1080046ebL;
    private static final long APACHE_THREADED_PHP_CHILD = 0x10c004eefL;
    private static final long APACHE_CGID = 0x1;
    private static final long FCGID_MANAGER = 0x4201;
    private static final long UVICORN_0_17_OR_HYPERCORN = 0x4002;
    private static final long UVICORN_0_54 = 0x8304a07;
    private static final long CELERY_MAIN = 0x100004207L;
    private static final long CELERY_POOL = 0x46806a35;
    private static final long PUMA_MASTER = 0x42317e4b;
    private static final long PUMA_FORKING = 0x42717e4b;

    @ParameterizedTest
    @CsvSource({
        "perl-fcgi-pm, perl, fcgi-procmanager",
        "perl-fcgi-pm [MyApp], perl5.36.0, fcgi-procmanager",
        "perl-fcgi-pm, '', fcgi-procmanager",
        "php-fpm: master process (/etc/php/8.2/fpm/php-fpm.conf), php-fpm8.2, php-fpm",
        "unicorn master -c /etc/unicorn.rb, ruby3.1, unicorn",
        "unicorn_rails master -D, ruby, unicorn",
        "starman master --workers 5, perl, starman",
        "starman worker --workers 5, perl, unknown",
        "unicorn worker[0] -c /etc/unicorn.rb, ruby3.1, unknown",
        "unicorn master -c /etc/unicorn.rb, python3.11, unknown",
        "nginx: master process /usr/sbin/nginx, nginx, nginx",
        "nginx: worker process, nginx, unknown",
        "nginx: master process /usr/sbin/nginx, bash, unknown",
        "sidekiq 6.4.1 app [0 of 10 busy], ruby3.1, sidekiq",
        "Passenger core, PassengerAgent, passenger",
        "Passenger AppPreloader: /srv/app, ruby3.1, passenger",
        "Passenger RubyApp: /srv/app (production), ruby3.1, unknown",
        "perl-fcgi, perl, unknown",
        "perl, perl, unknown",
        "/usr/bin/perl-fcgi-pm, perl, unknown",
        "'', '', unknown"
    })
    void byTitle(String title, String program, String profile) {
        var processTraits = new ProcessTraits(List.of(title), program, 0);
        assertThat(Recognition.of(processTraits).name()).isEqualTo(profile);
    }

    @Test
    void whereNoTitleIsSetByProgramAndHandlers() {
        assertThat(kind(UWSGI_MASTER, "uwsgi-core", "uwsgi", "--ini", "x")).isEqualTo("uwsgi");
        assertThat(kind(UWSGI_MASTER, "uwsgi", "web uWSGI master")).isEqualTo("uwsgi");
        assertThat(kind(APACHE_MASTER, "apache2", "/usr/sbin/apache2", "-k", "start"))
                .isEqualTo("apache-prefork");
        String python = "/usr/bin/python3";
        assertThat(kind(GUNICORN_MASTER, "python3.11", python, "/usr/bin/gunicorn", "-w", "3"))
                .isEqualTo("gunicorn");
        assertThat(kind(GUNICORN_MASTER, "python3.11", python, "-m", "gunicorn", "app"))
                .isEqualTo("gunicorn");
        assertThat(kind(GUNICORN_MASTER, "python3.11", "gunicorn: master [app]"))
                .isEqualTo("gunicorn");
    }

    @Test
    void whatMerelyNamesOneIsNotTakenForIt() {
        String python = "/usr/bin/python3";
        assertThat(kind(0x2, "vim.basic", "vim", "/usr/bin/gunicorn")).isEqualTo("unknown");
        assertThat(kind(GUNICORN_MASTER, "python3.11", python, "edit.py", "gunicorn"))
                .isEqualTo("unknown");
        assertThat(kind(0x2, "python3.11", python, "gunicorn")).isEqualTo("unknown");
        assertThat(kind(GUNICORN_MASTER, "", python, "/usr/bin/gunicorn")).isEqualTo("unknown");
        assertThat(kind(UWSGI_MASTER, "bash", "uwsgi", "--ini", "x")).isEqualTo("unknown");
        assertThat(kind(UWSGI_MASTER, "uwsgitop", "uwsgitop")).isEqualTo("unknown");
        assertThat(kind(APACHE_MASTER, "less", "/usr/sbin/apache2")).isEqualTo("unknown");
    }

    @Test
    void aWorkerIsNoManager() {
        assertThat(kind(UWSGI_WORKER, "uwsgi-core", "uwsgi")).isEqualTo("unknown");
        assertThat(kind(GUNICORN_WORKER, "python3.11", "/usr/bin/python3", "/usr/bin/gunicorn"))
                .isEqualTo("unknown");
        assertThat(kind(APACHE_WORKER, "apache2", "/usr/sbin/apache2")).isEqualTo("unknown");
        assertThat(kind(APACHE_PHP_WORKER, "apache2", "/usr/sbin/apache2")).isEqualTo("unknown");
    }

    @Test
    void pumaWithForkWorkerIsAKindOfItsOwn() {
        assertThat(kind(PUMA_MASTER, "ruby3.1", "puma 5.6.5 (tcp://0:80) [x]")).isEqualTo("puma");
        assertThat(kind(PUMA_FORKING, "ruby3.1", "puma 5.6.5 (tcp://0:80) [x]"))
                .isEqualTo("puma-fork-worker");
    }

    @Test
    void onlyServingChildrenAreWorkers() {
        assertThat(UWSGI.isWorker(evidence(UWSGI_WORKER, "uwsgi-core", "uwsgi"))).isTrue();
        for (long mask :
                List.of(UWSGI_MASTER, UWSGI_LOADING, UWSGI_MULE, UWSGI_ROUTER, UWSGI_SPOOLER)) {
            assertThat(UWSGI.isWorker(evidence(mask, "uwsgi-core", "uwsgi"))).isFalse();
        }
        assertThat(UWSGI.isWorker(evidence(UWSGI_WORKER, "dash", "sh", "-c", "x"))).isFalse();
        assertThat(APACHE_PREFORK.isWorker(evidence(APACHE_WORKER, "apache2", "x"))).isTrue();
        assertThat(APACHE_PREFORK.isWorker(evidence(APACHE_PHP_WORKER, "apache2", "x"))).isTrue();
        assertThat(APACHE_PREFORK.isWorker(evidence(APACHE_WORKER, "rotatelogs", "x"))).isFalse();
        for (long mask :
                List.of(APACHE_MASTER, APACHE_THREADED, APACHE_THREADED_PHP_CHILD, APACHE_CGID)) {
            assertThat(APACHE_PREFORK.isWorker(evidence(mask, "apache2", "x"))).isFalse();
        }
        String python = "python3.11";
        assertThat(GUNICORN.isWorker(evidence(GUNICORN_WORKER, python, "x"))).isTrue();
        assertThat(GUNICORN.isWorker(evidence(GUNICORN_MASTER, python, "x"))).isFalse();
        assertThat(GUNICORN.isWorker(evidence(GUNICORN_UVICORN_WORKER, python, "x"))).isTrue();
        assertThat(GUNICORN.isWorker(evidence(0, python, "x"))).isFalse();
    }

    @Test
    void aChildThatLooksLikeItsManagerIsNewbornOrItsSuccessor() {
        assertThat(FCGI_PROCMANAGER.isWorker(evidence(0, "perl", "perl-fcgi-pm [X]"))).isFalse();
        assertThat(FCGI_PROCMANAGER.isWorker(evidence(0, "perl", "perl-fcgi"))).isTrue();
        assertThat(FCGI_PROCMANAGER.isWorker(evidence(0, "perl", "title of an app"))).isTrue();
        assertThat(UNICORN.isWorker(evidence(0, "ruby3.1", "unicorn master (new)"))).isFalse();
        assertThat(UNICORN.isWorker(evidence(0, "ruby3.1", "unicorn worker[3] x"))).isTrue();
        assertThat(UNKNOWN.isWorker(evidence(0, "", "anything"))).isTrue();
    }

    private static String kind(long handlers, String program, String... words) {
        return Recognition.of(evidence(handlers, program, words)).name();
    }

    private static ProcessTraits evidence(long handlers, String program, String... words) {
        return new ProcessTraits(List.of(words), program, handlers);
    }

    /// Its manager has the handlers of an Apache's worker, but for one.
    @Test
    void modFcgidsManagerIsNoWorkerOfApache() {
        var manager = evidence(FCGID_MANAGER, "apache2", "/usr/sbin/apache2");
        assertThat(Recognition.of(manager)).isEqualTo(ApacheProfile.MOD_FCGID);
        assertThat(APACHE_PREFORK.isWorker(manager)).isFalse();
        var program = evidence(0x5200, "perl", "/usr/bin/perl", "/srv/app.fcgi");
        assertThat(ApacheProfile.MOD_FCGID.isWorker(program)).isTrue();
    }

    @Test
    void pythonsOtherManagers() {
        String python = "python3.11";
        var hypercorn = evidence(UVICORN_0_17_OR_HYPERCORN, python, "python3", "/bin/hypercorn");
        assertThat(Recognition.of(hypercorn)).isEqualTo(PythonProfiles.HYPERCORN);
        var old = evidence(UVICORN_0_17_OR_HYPERCORN, python, "python3", "/bin/uvicorn");
        assertThat(Recognition.of(old)).isEqualTo(PythonProfiles.UVICORN_BEFORE_0_30);
        var newer = evidence(UVICORN_0_54, python, "python3", "/bin/uvicorn");
        assertThat(Recognition.of(newer)).isEqualTo(PythonProfiles.UVICORN);
        var spawned = evidence(UVICORN_0_17_OR_HYPERCORN, python, "python3", "-c", "spawn_main()");
        var tracker = evidence(0, python, "python3", "-c", "resource_tracker");
        for (var uvicorn : List.of(PythonProfiles.UVICORN, PythonProfiles.UVICORN_BEFORE_0_30)) {
            assertThat(uvicorn.isWorker(spawned)).isTrue();
            assertThat(uvicorn.isWorker(tracker)).isFalse();
        }
        var forked = evidence(0, python, "python3", "/usr/bin/hypercorn");
        assertThat(PythonProfiles.HYPERCORN.isWorker(forked)).isTrue();

        var main = evidence(CELERY_MAIN, python, "[celeryd: celery@vm:MainProcess] -active-");
        var pool = evidence(CELERY_POOL, python, "[celeryd: celery@vm:ForkPoolWorker-1]");
        assertThat(Recognition.of(main)).isEqualTo(PythonProfiles.CELERY_PREFORK);
        assertThat(PythonProfiles.CELERY_PREFORK.isWorker(pool)).isTrue();
        assertThat(PythonProfiles.CELERY_PREFORK.isWorker(main)).isFalse();
        assertThat(Recognition.of(pool).isUnknown()).isTrue();
    }
}
