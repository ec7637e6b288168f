package dev.kidreaper.pool.watched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.ManagerTarget;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessTraits;
import dev.kidreaper.model.Profile;
import dev.kidreaper.model.ProfileChoice;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.pool.DescriptorShare;
import dev.kidreaper.pool.Mailbox;
import dev.kidreaper.pool.Recorder;
import dev.kidreaper.pool.RecycleJobs;
import dev.kidreaper.pool.permit.PermitDesk;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// A search for a pool that fails, for whatever reason, leaves nothing open and reaches nobody
/// else.
class FailedSearchesIT {
    private static final TestPool POOL = TestPool.start(2);
    private static final int SEARCHES = 10_000;

    private final List<Event> said = new CopyOnWriteArrayList<>();

    @AfterAll
    static void end() {
        POOL.close();
    }

    /// Its last worker cannot be told, after the other has been opened.
    @Test
    void leaveNothingOpen() throws IOException {
        var told = new AtomicInteger();
        PoolSearch search =
                search(traits -> {
                    // The manager and its two workers.
                    if (told.incrementAndGet() % 3 == 0) {
                        throw new IllegalStateException("unlucky");
                    }
                    return Recognition.of(new ProcessTraits(List.of("x"), "", 0));
                });
        for (int i = 0; i < 200; i++) {
            assertThatThrownBy(search::find).hasMessageContaining("unlucky");
        }
        long before = descriptors();
        for (int i = 0; i < SEARCHES; i++) {
            assertThatThrownBy(search::find).hasMessageContaining("unlucky");
        }
        // Tests beside this one open some, too.
        assertThat(descriptors()).isLessThan(before + SEARCHES / 20);
    }

    /// No memory, or no descriptors: the pool is given up for a while, its thread goes on.
    @Test
    void reachNobodyElse() throws Exception {
        var tries = new AtomicInteger();
        var pool =
                watched(traits -> {
                    if (tries.incrementAndGet() < 3) {
                        throw new OutOfMemoryError("Java heap space");
                    }
                    return Recognition.of(traits);
                });
        var _ = pool.start();
        TestPool.await(
                "it is found all the same",
                () -> pool.snapshot().state() == PoolSnapshot.State.OBSERVING);
        pool.stop();
        assertThat(pool.ended().get()).isTrue();
        assertThat(said).extracting(Event::text).anyMatch(t -> t.contains("fits into memory"));
    }

    /// The kernel never answers: the program ends all the same, and says so before.
    @Test
    void doNotKeepTheProgramFromEnding() throws Exception {
        var answer = new CountDownLatch(1);
        var pool =
                watched(traits -> {
                    try {
                        answer.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return Recognition.of(traits);
                });
        var _ = pool.start();
        Thread thread =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(t -> t.getName().equals("pool-web"))
                        .findFirst()
                        .orElseThrow();
        assertThat(thread.isDaemon()).isTrue();
        answer.countDown();
        pool.stop();
        assertThat(pool.ended().get()).isTrue();
    }

    private WatchedPool watched(Function<ProcessTraits, Profile> recognise) {
        return new WatchedPool(
                settings(),
                recorder(),
                () -> new PoolReader(Proc.ofMachine(), recognise),
                _ -> {
                    throw new IllegalStateException("nobody asks");
                },
                new DescriptorShare(),
                Gatekeeping.NONE,
                PermitDesk.NONE);
    }

    private PoolSearch search(Function<ProcessTraits, Profile> recognise) {
        var context =
                new RecycleJobs.Context(
                        "web",
                        () -> new PoolReader(Proc.ofMachine(), recognise),
                        recorder(),
                        _ -> {
                            throw new IllegalStateException("nobody asks");
                        },
                        new Mailbox(),
                        PermitDesk.NONE);
        return new PoolSearch(
                settings(), context, new DescriptorShare(), Gatekeeping.NONE, Proc.ofMachine());
    }

    private static PoolSettings settings() {
        return new PoolSettings(
                "web",
                new ManagerTarget.ByPid(POOL.manager()),
                new ProfileChoice.Recognised(),
                Limits.NONE,
                RecyclePolicy.WATCHED.observing());
    }

    private Recorder recorder() {
        return new Recorder() {
            @Override
            public void record(Event event) {
                said.add(event);
            }

            @Override
            public void record(List<MemorySample> readings) {
                // Nobody asks for them.
            }
        };
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }
}
