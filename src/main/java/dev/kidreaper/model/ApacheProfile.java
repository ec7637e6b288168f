package dev.kidreaper.model;

import static dev.kidreaper.model.Signal.HUP;
import static dev.kidreaper.model.Signal.INT;
import static dev.kidreaper.model.Signal.PROF;
import static dev.kidreaper.model.Signal.QUIT;
import static dev.kidreaper.model.Signal.SETXID;
import static dev.kidreaper.model.Signal.TERM;
import static dev.kidreaper.model.Signal.USR1;
import static dev.kidreaper.model.Signal.USR2;

/// Apache httpd, which runs applications in its own workers (`mod_php`, `mod_perl`).
public final class ApacheProfile {
    private static final ProcessSignature HTTPD = ProcessSignature.ofProgram("apache2", "httpd");

    /// Apache httpd with the prefork MPM.
    /*
     * On USR1 a worker closes its listening sockets and finishes. A worker does not handle INT; its
     * manager, its cgid and every child of the threaded MPMs do. But PHP handles INT in a worker
     * that has served a request (Zend/zend_signal.c), and also PROF, which no other process
     * handles. The children of the threaded MPMs handle SETXID. A worker is replaced when fewer
     * than MinSpareServers are idle; the manager checks once a second.
     */
    public static final Profile APACHE_PREFORK =
            Profile.named("apache-prefork")
                    .graceful(USR1)
                    .deadly(HUP, TERM, QUIT, USR2)
                    .manager(HTTPD.handling(HUP, INT, TERM, USR1).notHandling(PROF))
                    .worker(
                            HTTPD.handling(HUP, TERM, USR1)
                                    .notHandling(INT)
                                    .or(HTTPD.handling(HUP, TERM, USR1, PROF).notHandling(SETXID)))
                    .idleIn(IdleWait.ACCEPT, IdleWait.POLL, IdleWait.LOCK, IdleWait.FUTEX)
                    .harmlessAlways()
                    .replaced(ReplacementPolicy.ON_DEMAND)
                    .build();

    private ApacheProfile() {}
}
