package dev.kidreaper.recycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.PhpProfiles;
import dev.kidreaper.model.Profile;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The right to recycle, between those that have a whole manager and those that have one of its
/// pools.
class RecycleLockIT {
    private final Proc proc = Proc.ofMachine();
    private final Process process = new ProcessBuilder("sleep", "100").start();
    private final Manager manager;

    RecycleLockIT() throws IOException, Unreadable {
        var pools = new PoolReader(proc, Recognition::of);
        manager = pools.manager((int) process.pid()).with(PhpProfiles.PHP_FPM);
    }

    @AfterEach
    void stop() {
        process.destroyForcibly();
    }

    @Test
    void poolsOfOneManagerDoNotWaitForEachOther() throws LinuxException, Unreadable {
        try (var _ = taken(take(only("www")));
                var _ = taken(take(only("api")))) {
            assertThat(take(only("www"))).isInstanceOf(RecycleLock.Asked.Elsewhere.class);
            assertThat(take(only("api"))).isInstanceOf(RecycleLock.Asked.Elsewhere.class);
        }
        taken(take(only("www"))).close();
    }

    @Test
    void theWholeManagerIsRecycledAlone() throws LinuxException, Unreadable {
        try (var _ = taken(take(only("www")))) {
            assertThat(take(manager)).isInstanceOf(RecycleLock.Asked.Elsewhere.class);
        }
        try (var _ = taken(take(manager))) {
            assertThat(take(only("www"))).isInstanceOf(RecycleLock.Asked.Elsewhere.class);
            assertThat(take(manager)).isInstanceOf(RecycleLock.Asked.Elsewhere.class);
        }
        taken(take(manager)).close();
    }

    private Manager only(String pool) {
        Profile profile = PhpProfiles.PHP_FPM.only(pool).orElseThrow();
        return manager.with(profile);
    }

    private RecycleLock.Asked take(Manager whose) throws LinuxException, Unreadable {
        return RecycleLock.take(whose, proc);
    }

    private static RecycleLock taken(RecycleLock.Asked asked) {
        assertThat(asked).isInstanceOf(RecycleLock.Asked.Taken.class);
        return ((RecycleLock.Asked.Taken) asked).recycleLock();
    }
}
