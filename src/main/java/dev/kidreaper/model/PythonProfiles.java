package dev.kidreaper.model;

import static dev.kidreaper.model.Signal.HUP;
import static dev.kidreaper.model.Signal.INT;
import static dev.kidreaper.model.Signal.QUIT;
import static dev.kidreaper.model.Signal.TERM;
import static dev.kidreaper.model.Signal.USR1;
import static dev.kidreaper.model.Signal.USR2;

/// The kinds of manager that are written in Python.
public final class PythonProfiles {
    /// gunicorn with any of its worker classes.
    /*
     * A sync worker notes TERM and obeys between two requests. Workers of the other classes serve
     * several connections at once. On TERM they close those that are kept open, and after
     * graceful_timeout all others. HUP has a meaning for the manager only: a
     * worker dies of it. So a process without a handler for HUP is a worker; one with a handler is
     * the manager, a newborn or the dirty arbiter. uvicorn's worker class handles INT and TERM
     * only.
     */
    public static final Profile GUNICORN =
            Profile.named("gunicorn")
                    .graceful(TERM)
                    .deadly(HUP, QUIT, INT, USR2)
                    .manager(
                            ProcessSignature.titled("gunicorn: master")
                                    .orScript("gunicorn")
                                    .program("python", "pypy")
                                    .handling(HUP, TERM, QUIT, USR1, USR2))
                    .worker(
                            ProcessSignature.ofProgram("python", "pypy")
                                    .handling(TERM, USR1)
                                    .notHandling(HUP, USR2)
                                    .or(
                                            ProcessSignature.ofProgram("python", "pypy")
                                                    .handling(INT, TERM)
                                                    .notHandling(HUP, USR1, USR2)))
                    .idleIn(IdleWait.POLL, IdleWait.ACCEPT)
                    .harmlessAlways()
                    .trait(new ProfileTrait.CutsOpenConnections())
                    .build();

    private static final ProcessSignature PYTHON = ProcessSignature.ofProgram("python", "pypy");

    /// uvicorn with `--workers`, from 0.30 on.
    /*
     * Its manager starts another worker for each that has gone, and handles HUP. On TERM a worker
     * closes its listening sockets and the connections that wait for a request, finishes the
     * others, and leaves.
     */
    public static final Profile UVICORN =
            Profile.named("uvicorn")
                    .graceful(TERM)
                    .deadly(HUP, QUIT, INT, USR1, USR2)
                    .manager(PYTHON.orScript("uvicorn").handling(HUP, INT, TERM))
                    .worker(PYTHON.handling(INT, TERM).notHandling(HUP))
                    .idleIn(IdleWait.POLL)
                    .trait(new ProfileTrait.OnlyProven())
                    .build();

    /// uvicorn with `--workers`, before 0.30.
    /*
     * Its workers are started anew (multiprocessing's `spawn`), so their command line is not
     * uvicorn's. Their resource tracker ignores TERM.
     */
    public static final Profile UVICORN_BEFORE_0_30 =
            Profile.named("uvicorn-before-0.30")
                    .manager(PYTHON.orScript("uvicorn").handling(INT, TERM).notHandling(HUP))
                    .worker(PYTHON.handling(INT, TERM).notHandling(HUP))
                    .trait(
                            new ProfileTrait.Untouchable(
                                    "this uvicorn does not replace a worker that leaves: use 0.30"
                                            + " or newer, or run the application under gunicorn,"
                                            + " with -k uvicorn.workers.UvicornWorker"))
                    .build();

    /// hypercorn with several workers.
    /*
     * A worker has no handler for TERM. It ends when its manager sets an event that all workers
     * share.
     */
    public static final Profile HYPERCORN =
            Profile.named("hypercorn")
                    .manager(PYTHON.orScript("hypercorn").handling(INT, TERM))
                    .worker(PYTHON.orScript("hypercorn").notHandling(INT, TERM))
                    .trait(
                            new ProfileTrait.Untouchable(
                                    "hypercorn 0.13 does not replace a worker that has gone, and no"
                                            + " newer one was tried: run the application under"
                                            + " gunicorn, with -k uvicorn.workers.UvicornWorker"))
                    .build();

    private static final ProcessSignature CELERY =
            ProcessSignature.titled("[celeryd: ").orScript("celery").program("python", "pypy");

    /// Celery's worker with its usual pool of processes.
    /*
     * At HUP, TERM and QUIT a process of the pool ends at once, amid its task. It ignores INT,
     * which its manager handles.
     */
    public static final Profile CELERY_PREFORK =
            Profile.named("celery")
                    .manager(CELERY.handling(INT, TERM))
                    .worker(CELERY.notHandling(INT))
                    .trait(
                            new ProfileTrait.Untouchable(
                                    "no signal lets a process of Celery's pool finish its task: set"
                                            + " worker_max_memory_per_child (in KiB) or"
                                            + " worker_max_tasks_per_child, and Celery replaces"
                                            + " it between two tasks"))
                    .build();

    private PythonProfiles() {}
}
