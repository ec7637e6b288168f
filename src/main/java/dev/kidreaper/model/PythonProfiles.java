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
     * the manager, a newborn or the dirty arbiter.
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
                                    .notHandling(HUP, USR2))
                    .idleIn(IdleWait.POLL, IdleWait.ACCEPT)
                    .harmlessAlways()
                    .trait(new ProfileTrait.CutsOpenConnections())
                    .build();

    private PythonProfiles() {}
}
