package dev.kidreaper.model;

import static dev.kidreaper.model.Signal.HUP;
import static dev.kidreaper.model.Signal.INT;
import static dev.kidreaper.model.Signal.QUIT;
import static dev.kidreaper.model.Signal.TERM;
import static dev.kidreaper.model.Signal.USR1;
import static dev.kidreaper.model.Signal.USR2;

/// The kinds of manager that run PHP only.
public final class PhpProfiles {
    private static final String POOL = "php-fpm: pool ";

    /// php-fpm: QUIT lets a worker finish; every other signal ends it amid its request.
    public static final Profile PHP_FPM =
            Profile.named("php-fpm")
                    .graceful(QUIT)
                    .deadly(HUP, TERM, INT, USR1, USR2)
                    .manager(ProcessSignature.titled("php-fpm: master process").program("php-fpm"))
                    .worker(ProcessSignature.titled(POOL))
                    .idleIn(IdleWait.ACCEPT, IdleWait.POLL, IdleWait.LOCK)
                    .harmlessAlways()
                    .replaced(ReplacementPolicy.UNLESS_IDLE)
                    .trait(new ProfileTrait.SkipsRequestEnd())
                    .trait(new ProfileTrait.Shrinks(QUIT))
                    .trait(new ProfileTrait.NamedPools(POOL, null))
                    .trait(new ProfileTrait.ManagedBy(Signal.USR2, Signal.QUIT))
                    .build();

    private PhpProfiles() {}
}
