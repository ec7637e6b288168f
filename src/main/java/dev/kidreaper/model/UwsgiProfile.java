package dev.kidreaper.model;

import static dev.kidreaper.model.Signal.HUP;
import static dev.kidreaper.model.Signal.INT;
import static dev.kidreaper.model.Signal.QUIT;
import static dev.kidreaper.model.Signal.TERM;
import static dev.kidreaper.model.Signal.USR1;
import static dev.kidreaper.model.Signal.USR2;
import static dev.kidreaper.model.Signal.WINCH;

/// uWSGI, which runs applications in many languages.
public final class UwsgiProfile {
    /// uWSGI with a master.
    /*
     * HUP ends an idle worker at once, and a serving one after its request; but a worker notes that
     * it serves only some instructions after accept. QUIT to a worker that was respawned runs the
     * master's own handler, which ends the whole pool. Only workers handle USR2: the master, a
     * mule, a spooler, a router and a worker that still loads its application do not.
     */
    public static final Profile UWSGI =
            Profile.named("uwsgi")
                    .graceful(HUP)
                    .deadly(QUIT, TERM, INT)
                    .manager(
                            ProcessSignature.ofProgram("uwsgi")
                                    .handling(HUP, QUIT, TERM, USR1)
                                    .notHandling(USR2))
                    .worker(ProcessSignature.ofProgram("uwsgi").handling(HUP, TERM, USR1, USR2))
                    .idleIn(IdleWait.ACCEPT, IdleWait.POLL, IdleWait.FUTEX)
                    .harmlessAt(Moment.SERVING, Moment.COMPUTING)
                    .replaced(ReplacementPolicy.UNLESS_IDLE)
                    .trait(new ProfileTrait.ThreadsAccept())
                    .trait(new ProfileTrait.Shrinks(WINCH))
                    .trait(new ProfileTrait.ManagedBy(Signal.HUP, Signal.INT))
                    .build();

    private UwsgiProfile() {}
}
