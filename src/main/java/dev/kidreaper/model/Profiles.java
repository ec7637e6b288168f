package dev.kidreaper.model;

import static dev.kidreaper.model.Signal.HUP;
import static dev.kidreaper.model.Signal.INT;
import static dev.kidreaper.model.Signal.PROF;
import static dev.kidreaper.model.Signal.QUIT;
import static dev.kidreaper.model.Signal.SETXID;
import static dev.kidreaper.model.Signal.TERM;
import static dev.kidreaper.model.Signal.URG;
import static dev.kidreaper.model.Signal.USR1;
import static dev.kidreaper.model.Signal.USR2;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The kinds of manager that are known. What each entry says was tried against the real program:
/// see `docs/profiles.md`.
public final class Profiles {
    /// Where a handler only takes note, the signal does no harm at any moment.
    private static final Set<Moment> ANY_MOMENT =
            EnumSet.of(Moment.ACCEPTED, Moment.SERVING, Moment.COMPUTING, Moment.BUSY);

    /// `FCGI::ProcManager`, alone or under Plack and Catalyst. HUP and TERM are counted by a
    /// handler and obeyed after the request; idle, they break `accept`. The handler is perl code
    /// that runs inside the C signal context, so amid the worker's own code it can corrupt the
    /// heap; between `accept` and the last parameter it makes the request run with a truncated
    /// environment. Applications give their workers titles of their own.
    public static final Profile FCGI_PROCMANAGER =
            new Profile(
                    "fcgi-procmanager",
                    HUP,
                    Set.of(QUIT, INT, USR1, USR2),
                    ProcessSignature.titled("perl-fcgi-pm"),
                    ProcessSignature.ANY,
                    Set.of(IdleWait.ACCEPT),
                    Set.of(Moment.ACCEPTED, Moment.SERVING),
                    false,
                    ReplacementPolicy.ALWAYS,
                    null,
                    null,
                    false);

    /// php-fpm: QUIT lets a worker finish; every other signal ends it amid its request.
    public static final Profile PHP_FPM =
            new Profile(
                    "php-fpm",
                    QUIT,
                    Set.of(HUP, TERM, INT, USR1, USR2),
                    ProcessSignature.titled("php-fpm: master process").by("php-fpm"),
                    ProcessSignature.titled("php-fpm: pool "),
                    Set.of(IdleWait.ACCEPT, IdleWait.POLL, IdleWait.LOCK),
                    ANY_MOMENT,
                    false,
                    ReplacementPolicy.ALWAYS,
                    null,
                    null,
                    true);

    /// uWSGI with a master. HUP ends an idle worker at once, a serving one after its request; but a
    /// worker notes that it serves only some instructions after `accept`. QUIT to a worker that was
    /// respawned runs the master's own handler, which ends the whole pool. Only workers handle
    /// USR2: not the master, a mule, a spooler, a router, nor a worker that still loads its
    /// application.
    public static final Profile UWSGI =
            new Profile(
                    "uwsgi",
                    HUP,
                    Set.of(QUIT, TERM, INT),
                    ProcessSignature.running("uwsgi").handling(HUP, QUIT, TERM, USR1).leaving(USR2),
                    ProcessSignature.running("uwsgi").handling(HUP, TERM, USR1, USR2),
                    Set.of(IdleWait.ACCEPT, IdleWait.POLL, IdleWait.FUTEX),
                    Set.of(Moment.SERVING, Moment.COMPUTING),
                    false,
                    ReplacementPolicy.ALWAYS,
                    null,
                    null,
                    false);

    /// gunicorn with any of its worker classes. TERM is noted and obeyed between two requests; what
    /// HUP means to the manager, it does not to a worker, who dies of it. So a process without a
    /// handler for HUP is a worker, and one with it the manager, a newborn, or the dirty arbiter.
    public static final Profile GUNICORN =
            new Profile(
                    "gunicorn",
                    TERM,
                    Set.of(HUP, QUIT, INT, USR2),
                    ProcessSignature.titled("gunicorn: master")
                            .or("gunicorn")
                            .by("python", "pypy")
                            .handling(HUP, TERM, QUIT, USR1, USR2),
                    ProcessSignature.running("python", "pypy")
                            .handling(TERM, USR1)
                            .leaving(HUP, USR2),
                    Set.of(IdleWait.POLL, IdleWait.ACCEPT),
                    ANY_MOMENT,
                    false,
                    ReplacementPolicy.ALWAYS,
                    null,
                    null,
                    false);

    /// unicorn: QUIT closes a worker's listening sockets and lets it finish. HUP means nothing to
    /// it.
    public static final Profile UNICORN =
            new Profile(
                    "unicorn",
                    QUIT,
                    Set.of(TERM, INT),
                    ProcessSignature.titled("unicorn master", "unicorn_rails master").by("ruby"),
                    ProcessSignature.titled("unicorn worker", "unicorn_rails worker").by("ruby"),
                    Set.of(IdleWait.POLL, IdleWait.ACCEPT),
                    ANY_MOMENT,
                    false,
                    ReplacementPolicy.ALWAYS,
                    null,
                    null,
                    false);

    private static final ProcessSignature PUMA_MASTER = ProcessSignature.titled("puma ").by("ruby");
    private static final ProcessSignature PUMA_WORKER =
            ProcessSignature.titled("puma: cluster worker").by("ruby");

    /// puma in cluster mode. A worker has threads, so nothing that one of them does proves it idle.
    /// TERM makes it accept no more and finish all that it has; but asked amid requests it lost one
    /// in some 200 recycles, or hung until its manager killed it. So the thread that accepts is
    /// held until the others have finished. What other signals do it has from its manager: HUP
    /// stops it, USR1 and USR2 restart what is not its own.
    public static final Profile PUMA =
            new Profile(
                    "puma",
                    TERM,
                    Set.of(HUP, QUIT, USR1, USR2),
                    PUMA_MASTER.leaving(URG),
                    PUMA_WORKER,
                    Set.of(),
                    ANY_MOMENT,
                    false,
                    ReplacementPolicy.ALWAYS,
                    null,
                    "puma srv",
                    false);

    /// puma with `fork_worker`, which alone takes URG: all workers but the first are children of
    /// the first.
    public static final Profile PUMA_FORK_WORKER =
            new Profile(
                    "puma-fork-worker",
                    null,
                    Set.of(HUP, QUIT, USR1, USR2),
                    PUMA_MASTER.handling(URG),
                    PUMA_WORKER,
                    Set.of(),
                    Set.of(),
                    false,
                    ReplacementPolicy.ALWAYS,
                    "with fork_worker, puma's workers are children of its worker 0, which must"
                            + " stay: let puma renew them itself (pumactl refork, or"
                            + " phased-restart)",
                    null,
                    false);

    /// Starman. HUP ends a worker that has no connection at once, another one after its connection;
    /// but one that has just accepted does not know yet that it has, and one that reads takes the
    /// interruption for the end of its client: sent blindly, HUP cut off 7 requests in 100.
    public static final Profile STARMAN =
            new Profile(
                    "starman",
                    HUP,
                    Set.of(TERM, QUIT, INT, USR1, USR2),
                    ProcessSignature.titled("starman master").by("perl"),
                    ProcessSignature.titled("starman worker").by("perl"),
                    Set.of(IdleWait.ACCEPT, IdleWait.POLL, IdleWait.LOCK),
                    Set.of(Moment.SERVING, Moment.COMPUTING),
                    true,
                    ReplacementPolicy.ALWAYS,
                    null,
                    null,
                    false);

    private static final ProcessSignature HTTPD = ProcessSignature.running("apache2", "httpd");

    /// Apache httpd with the prefork MPM. USR1 closes a worker's listening sockets and lets it
    /// finish. A worker ignores INT, which its manager, its cgid and every child of the threaded
    /// MPMs do not; but PHP handles it in a worker that has served a request (Zend/zend_signal.c),
    /// as it does PROF, which nobody else handles. In children of the threaded MPMs SETXID is
    /// handled. A worker is replaced when fewer than `MinSpareServers` are idle; the manager looks
    /// once a second.
    public static final Profile APACHE_PREFORK =
            new Profile(
                    "apache-prefork",
                    USR1,
                    Set.of(HUP, TERM, QUIT, USR2),
                    HTTPD.handling(HUP, INT, TERM, USR1).leaving(PROF),
                    HTTPD.handling(HUP, TERM, USR1)
                            .leaving(INT)
                            .or(HTTPD.handling(HUP, TERM, USR1, PROF).leaving(SETXID)),
                    Set.of(IdleWait.ACCEPT, IdleWait.POLL, IdleWait.LOCK, IdleWait.FUTEX),
                    ANY_MOMENT,
                    false,
                    ReplacementPolicy.ON_DEMAND,
                    null,
                    null,
                    false);

    /// Everything else: observed, and signalled only when the operator names the signal.
    public static final Profile UNKNOWN =
            new Profile(
                    "unknown",
                    null,
                    Set.of(),
                    null,
                    ProcessSignature.ANY,
                    Set.of(IdleWait.ACCEPT, IdleWait.POLL, IdleWait.LOCK),
                    Set.of(),
                    false,
                    ReplacementPolicy.ALWAYS,
                    null,
                    null,
                    false);

    /// All that can be recognised.
    public static final List<Profile> ALL =
            List.of(
                    FCGI_PROCMANAGER,
                    PHP_FPM,
                    UWSGI,
                    GUNICORN,
                    UNICORN,
                    PUMA,
                    PUMA_FORK_WORKER,
                    STARMAN,
                    APACHE_PREFORK);

    private Profiles() {}
}
