package dev.kidreaper.model;

import static dev.kidreaper.model.Signal.HUP;
import static dev.kidreaper.model.Signal.INT;
import static dev.kidreaper.model.Signal.QUIT;
import static dev.kidreaper.model.Signal.TERM;
import static dev.kidreaper.model.Signal.URG;
import static dev.kidreaper.model.Signal.USR1;
import static dev.kidreaper.model.Signal.USR2;

/// The kinds of manager that are written in Ruby.
public final class RubyProfiles {
    /// unicorn: on QUIT a worker closes its listening sockets and finishes. HUP means nothing to
    /// it.
    public static final Profile UNICORN =
            Profile.named("unicorn")
                    .graceful(QUIT)
                    .deadly(TERM, INT)
                    .manager(
                            ProcessSignature.titled("unicorn master", "unicorn_rails master")
                                    .program("ruby"))
                    .worker(
                            ProcessSignature.titled("unicorn worker", "unicorn_rails worker")
                                    .program("ruby"))
                    .idleIn(IdleWait.POLL, IdleWait.ACCEPT)
                    .harmlessAlways()
                    .trait(new ProfileTrait.ManagedBy(Signal.HUP, Signal.QUIT))
                    .build();

    private static final ProcessSignature PUMA_MANAGER =
            ProcessSignature.titled("puma ").program("ruby");
    private static final ProcessSignature PUMA_WORKER =
            ProcessSignature.titled("puma: cluster worker").program("ruby");

    /// puma in cluster mode.
    /*
     * A worker has threads, so nothing that one of them does proves the worker idle. On TERM it
     * accepts no more connections and finishes those that it has. Asked amid requests it lost one
     * in some 200 recycles, or hung until its manager killed it. So the thread that accepts is held
     * until the other threads have finished. A worker inherits what other signals mean from its
     * manager: HUP stops it, USR1 and USR2 restart what is not its own.
     */
    public static final Profile PUMA =
            Profile.named("puma")
                    .graceful(TERM)
                    .deadly(HUP, QUIT, USR1, USR2)
                    .manager(PUMA_MANAGER.notHandling(URG))
                    .worker(PUMA_WORKER)
                    .trait(new ProfileTrait.AcceptorThread("puma srv"))
                    .trait(new ProfileTrait.OnlyProven())
                    .trait(new ProfileTrait.ManagedBy(Signal.USR1, Signal.TERM))
                    .build();

    /// puma with `fork_worker`: all workers but the first are children of the first. Only this one
    /// handles URG.
    public static final Profile PUMA_FORK_WORKER =
            Profile.named("puma-fork-worker")
                    .deadly(HUP, QUIT, USR1, USR2)
                    .manager(PUMA_MANAGER.handling(URG))
                    .worker(PUMA_WORKER)
                    .trait(
                            new ProfileTrait.Untouchable(
                                    "with fork_worker, puma's workers are children of its worker 0,"
                                            + " which must stay: let puma renew them itself"
                                            + " (pumactl refork, or phased-restart)"))
                    .build();

    /// Sidekiq, whose jobs run in threads of one process.
    public static final Profile SIDEKIQ =
            Profile.named("sidekiq")
                    .manager(ProcessSignature.titled("sidekiq ").program("ruby"))
                    .worker(ProcessSignature.titled("sidekiq ").program("ruby"))
                    .trait(
                            new ProfileTrait.Untouchable(
                                    "Sidekiq's jobs run in threads of this one process, so there is"
                                            + " no worker to recycle: send it TSTP, which has it"
                                            + " take no more jobs, wait until its title says 0"
                                            + " busy, and restart its service"))
                    .build();

    private RubyProfiles() {}
}
