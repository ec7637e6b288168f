package dev.kidreaper.recycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.model.Moment;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.Profile;
import dev.kidreaper.model.ProfileTrait;
import dev.kidreaper.model.Profiles;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.recycle.Delivery.Attempt;
import dev.kidreaper.testing.TestPool;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Which strategy brings the signal to the workers of each kind.
class DeliveryIT {
    private static final Pace PACE =
            new Pace(
                    Duration.ZERO,
                    Duration.ofMillis(300),
                    Duration.ofSeconds(1),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(4),
                    null);

    private final Proc proc = Proc.ofMachine();
    private final PoolReader pools = new PoolReader(proc, Recognition::of);

    @Test
    void theProfileChoosesTheStrategy() throws Exception {
        try (var pool = TestPool.start(1);
                var worker = worker(pool)) {
            for (Profile profile : Profiles.ALL) {
                boolean holds = profile.trait(ProfileTrait.AcceptorThread.class).isPresent();
                assertThat(strategy(worker, profile))
                        .as(profile.name())
                        .isEqualTo(holds ? HoldAcceptor.class : FollowToAccept.class);
            }
            assertThat(strategy(worker, Profiles.UNKNOWN)).isEqualTo(FollowToAccept.class);
        }
    }

    @Test
    void aWorkerWithoutTheAcceptorsThreadDoesNotServeYet() throws Exception {
        try (var pool = TestPool.start(1);
                var worker = worker(pool);
                var delivery = choose(worker, Profiles.named("puma").orElseThrow())) {
            assertThat(delivery.attempt(Deadline.in(Duration.ofSeconds(5))))
                    .isEqualTo(new Attempt(Moment.BUSY, false));
            assertThat(worker.hasExited()).isFalse();
        }
    }

    private Class<?> strategy(WorkerHandle worker, Profile profile) throws Exception {
        try (var delivery = choose(worker, profile)) {
            return delivery.getClass();
        }
    }

    private Delivery choose(WorkerHandle worker, Profile profile) throws Exception {
        return Delivery.choose(
                new LeaveRequest(
                        worker,
                        profile,
                        Signal.HUP,
                        PACE,
                        proc,
                        Departures.oneByOne().one(() -> true),
                        true));
    }

    private WorkerHandle worker(TestPool pool) throws Exception {
        var manager = pools.manager(pool.manager());
        var id = pools.stat(pool.children().getFirst()).id();
        return WorkerHandle.open(manager, id, Signal.HUP, pools, proc);
    }
}
