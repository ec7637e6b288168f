package dev.kidreaper.model;

import static dev.kidreaper.model.Signal.HUP;
import static dev.kidreaper.model.Signal.INT;
import static dev.kidreaper.model.Signal.QUIT;
import static dev.kidreaper.model.Signal.TERM;
import static dev.kidreaper.model.Signal.USR1;
import static dev.kidreaper.model.Signal.USR2;

/// The kinds of manager that are written in Perl.
public final class PerlProfiles {
    /// `FCGI::ProcManager`, alone or under Plack and Catalyst.
    /*
     * A handler counts HUP and TERM, and the worker obeys after its request; in an idle worker they
     * interrupt accept. The handler is perl code that runs inside the C signal context: amid the
     * worker's own code it can corrupt the heap, and between accept and the last parameter it makes
     * the request run with a truncated environment. Applications give their workers titles of
     * their own.
     */
    public static final Profile FCGI_PROCMANAGER =
            Profile.named("fcgi-procmanager")
                    .graceful(HUP)
                    .deadly(QUIT, INT, USR1, USR2)
                    .manager(ProcessSignature.titled("perl-fcgi-pm"))
                    .idleIn(IdleWait.ACCEPT)
                    .harmlessAt(Moment.ACCEPTED, Moment.SERVING)
                    .build();

    /// Starman.
    /*
     * HUP ends a worker without a connection at once, and any other one after its connection. But a
     * worker that has just accepted does not know of its connection yet, and one that reads takes
     * the interruption for the end of its client: sent at any moment, HUP cut off 7 requests in
     * 100.
     */
    public static final Profile STARMAN =
            Profile.named("starman")
                    .graceful(HUP)
                    .deadly(TERM, QUIT, INT, USR1, USR2)
                    .manager(ProcessSignature.titled("starman master").program("perl"))
                    .worker(ProcessSignature.titled("starman worker").program("perl"))
                    .idleIn(IdleWait.ACCEPT, IdleWait.POLL, IdleWait.LOCK)
                    .harmlessAt(Moment.SERVING, Moment.COMPUTING)
                    .trait(new ProfileTrait.OnlyProven())
                    .trait(new ProfileTrait.ManagedBy(Signal.HUP, Signal.QUIT))
                    .build();

    private PerlProfiles() {}
}
