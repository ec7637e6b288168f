package dev.kidreaper.model;

import static dev.kidreaper.model.Signal.INT;
import static dev.kidreaper.model.Signal.QUIT;
import static dev.kidreaper.model.Signal.TERM;

/// nginx, whose own workers grow by its modules (Lua, ModSecurity, TLS).
public final class NginxProfile {
    /// nginx with a master.
    /*
     * On QUIT a worker closes its listening sockets, finishes its requests, and leaves; until then
     * its title says so. The workers of the last configuration are in that state as well, and
     * nobody replaces them. It also closes the connections that wait for their next request, and
     * with them each request that is on its way: under 16 busy clients QUIT cut off 10 in each
     * recycle. So it is asked only while it holds no connection of a client.
     */
    public static final Profile NGINX =
            Profile.named("nginx")
                    .graceful(QUIT)
                    .deadly(TERM, INT)
                    .manager(ProcessSignature.titled("nginx: master process").program("nginx"))
                    .worker(ProcessSignature.titled("nginx: worker process").program("nginx"))
                    .idleIn(IdleWait.POLL)
                    .trait(new ProfileTrait.OnlyProven())
                    .trait(
                            new ProfileTrait.TitledWhenLeaving(
                                    "nginx: worker process is shutting down"))
                    .trait(new ProfileTrait.ManagedBy(Signal.HUP, Signal.QUIT))
                    .build();

    private NginxProfile() {}
}
