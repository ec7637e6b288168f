package dev.kidreaper.model;

import static dev.kidreaper.model.Signal.HUP;
import static dev.kidreaper.model.Signal.INT;
import static dev.kidreaper.model.Signal.PROF;
import static dev.kidreaper.model.Signal.QUIT;
import static dev.kidreaper.model.Signal.SETXID;
import static dev.kidreaper.model.Signal.TERM;
import static dev.kidreaper.model.Signal.USR1;
import static dev.kidreaper.model.Signal.USR2;
import static dev.kidreaper.model.Signal.WINCH;

/// Apache httpd, which runs applications in its own workers (`mod_php`, `mod_perl`).
public final class ApacheProfile {
    private static final ProcessSignature HTTPD = ProcessSignature.ofProgram("apache2", "httpd");

    /// Apache httpd with the prefork MPM.
    /*
     * On USR1 a worker closes its listening sockets and finishes. A worker does not handle INT; its
     * manager, its cgid and every child of the threaded MPMs do. But PHP handles INT in a worker
     * that has served a request (Zend/zend_signal.c), and also PROF, which no other process
     * handles. The children of the threaded MPMs handle SETXID, and the manager of mod_fcgid, which
     * ends all its processes at USR1, does not handle WINCH. A worker is replaced when fewer
     * than MinSpareServers are idle; the manager checks once a second.
     */
    public static final Profile APACHE_PREFORK =
            Profile.named("apache-prefork")
                    .graceful(USR1)
                    .deadly(HUP, TERM, QUIT, USR2)
                    .manager(HTTPD.handling(HUP, INT, TERM, USR1).notHandling(PROF))
                    .worker(
                            HTTPD.handling(HUP, TERM, USR1, WINCH)
                                    .notHandling(INT)
                                    .or(HTTPD.handling(HUP, TERM, USR1, PROF).notHandling(SETXID)))
                    .idleIn(IdleWait.ACCEPT, IdleWait.POLL, IdleWait.LOCK, IdleWait.FUTEX)
                    .harmlessAlways()
                    .replaced(ReplacementPolicy.ON_DEMAND)
                    .trait(new ProfileTrait.ManagedBy(Signal.USR1, Signal.WINCH))
                    .build();

    /// mod_fcgid's manager, a child of Apache's, below which the FastCGI programs run.
    /*
     * It notices that a program has ended, and starts another one when a request finds none idle.
     * But it gives requests to a program until then.
     */
    public static final Profile MOD_FCGID =
            Profile.named("mod_fcgid")
                    .manager(HTTPD.handling(HUP, TERM, USR1).notHandling(INT, WINCH))
                    .trait(
                            new ProfileTrait.Untouchable(
                                    "Apache gives its programs their requests and cannot be told"
                                            + " that one leaves: set FcgidMaxRequestsPerProcess,"
                                            + " and mod_fcgid replaces a program between two"
                                            + " requests"))
                    .build();

    /// Passenger: its core, which has the applications' processes started, and the preloaders that
    /// fork them.
    public static final Profile PASSENGER =
            Profile.named("passenger")
                    .manager(
                            ProcessSignature.titled(
                                            "Passenger core",
                                            "Passenger watchdog",
                                            "Passenger AppPreloader: ")
                                    .program("PassengerAgent", "ruby"))
                    .worker(ProcessSignature.titled("Passenger "))
                    .trait(
                            new ProfileTrait.Untouchable(
                                    "Passenger gives its processes their requests and cannot be"
                                            + " told that one leaves: set PassengerMaxRequests"
                                            + " (passenger_max_requests in nginx), and it replaces"
                                            + " a process between two requests"))
                    .build();

    private ApacheProfile() {}
}
