package dev.kidreaper.recycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.model.IdleWait;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Moment;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.Profile;
import dev.kidreaper.model.Profiles;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.Signal;
import dev.kidreaper.model.Worker;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.ServingCheck;
import dev.kidreaper.testing.Compiled;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A request that waits in a system call gets out of it what it would get without us, whatever the
/// call is: some end with EINTR when their process is merely stopped and continued (signal(7)).
@Tag("alone")
class WaitsIT {
    private static final List<String> CALLS =
            List.of(
                    """
                    semop semtimedop often msgrcv epoll_wait epoll_pwait sigtimedwait
                    sigwaitinfo io_getevents inotify recv recvmmsg waitall send write
                    writev sendfile connect msgsnd accept poll select nanosleep futex
                    flock waitpid read signalled\
                    """
                            .split("\\s"));

    /// They may enter a call between the reading and the stop.
    private static final Set<String> REPEATED = Set.of("often", "signalled");

    private static final Pace PACE =
            new Pace(
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(20),
                    null);

    /// A moment amid a request is looked for almost at once.
    private static final Pace HASTY =
            new Pace(
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ofMillis(400),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(20),
                    null);

    private final Proc proc = Proc.ofMachine();
    private final PoolReader pools = new PoolReader(proc, Recognition::of);
    private final Path folder;

    WaitsIT(@TempDir Path folder) {
        this.folder = folder;
    }

    /// What is done to one worker.
    private interface Doing {
        void to(Manager manager, Worker worker) throws Exception;
    }

    @Test
    void aWorkerThatIsFollowedFinishesAndLeaves() throws Exception {
        var outcomes = new ArrayList<Outcome>();
        var departures = new Departures(CALLS.size(), Duration.ZERO, System::nanoTime);
        var check = new ServingCheck(proc, Profiles.UNKNOWN);
        Map<String, String> answers =
                answers((manager, worker) -> {
                    var own = new PoolReader(proc, Recognition::of);
                    var wait =
                            new ReplacementWait(
                                    proc,
                                    own,
                                    manager,
                                    PACE,
                                    Duration.ZERO,
                                    new HashSet<>(),
                                    check);
                    var recycler =
                            new Recycler(
                                    proc,
                                    own,
                                    manager,
                                    Signal.HUP,
                                    PACE,
                                    departures,
                                    check,
                                    wait,
                                    null,
                                    () -> true);
                    var reason = new Reason(RecycleCause.RESTART, Measure.RSS, 1, null);
                    Outcome outcome = recycler.recycle(worker.id(), reason);
                    synchronized (outcomes) {
                        outcomes.add(outcome);
                    }
                });
        assertThat(answers.values()).as(answers.toString()).containsOnly("ok");
        assertThat(outcomes)
                .hasSize(CALLS.size())
                .allSatisfy(o -> assertThat(o).isInstanceOf(Outcome.Recycled.class));
    }

    @Test
    void aWorkerThatIsFollowedForAWhileIsLeftInItsCall() throws Exception {
        Map<String, String> answers =
                answers((manager, worker) -> attempt(manager, worker, FollowToAccept::new));
        assertThat(answers.values()).as(answers.toString()).containsOnly("ok");
    }

    @Test
    void aWorkerThatIsStoppedAndInspectedIsLeftInItsCall() throws Exception {
        Map<String, String> answers =
                answers((manager, worker) ->
                        attempt(manager, worker, (request, stoppable, inspection) -> inspection));
        answers.keySet().removeAll(REPEATED);
        assertThat(answers.values()).as(answers.toString()).containsOnly("ok");
    }

    /// For workers of several threads: looked at amid their requests, too.
    @Test
    void aWorkerThatIsInspectedAmidItsRequestIsLeftInItsCall() throws Exception {
        Profile profile =
                Profile.named("test").idleIn(IdleWait.ACCEPT).harmlessAt(Moment.ACCEPTED).build();
        Map<String, String> answers =
                answers((manager, worker) ->
                        attempt(
                                manager,
                                worker,
                                profile,
                                Duration.ofSeconds(1),
                                (request, stoppable, inspection) -> inspection));
        answers.keySet().removeAll(REPEATED);
        assertThat(answers.values()).as(answers.toString()).containsOnly("ok");
    }

    /// Makes the strategy that is tried.
    private interface Strategy {
        Delivery of(LeaveRequest request, StoppableWorker worker, Delivery inspection);
    }

    /// Looks for a moment for a shorter time than the call takes.
    private void attempt(Manager manager, Worker worker, Strategy strategy) throws Exception {
        attempt(manager, worker, Profiles.UNKNOWN, Duration.ofMillis(500), strategy);
    }

    private void attempt(
            Manager manager, Worker worker, Profile profile, Duration longest, Strategy strategy)
            throws Exception {
        var own = new PoolReader(proc, Recognition::of);
        try (var handle = WorkerHandle.open(manager, worker.id(), Signal.HUP, own, proc)) {
            var stoppable = StoppableWorker.open(handle, profile, proc);
            var request =
                    new LeaveRequest(
                            handle,
                            profile,
                            Signal.HUP,
                            HASTY,
                            proc,
                            Departures.oneByOne().one(() -> true),
                            true);
            var inspection = new StopAndInspect(request, stoppable);
            try (Delivery delivery = strategy.of(request, stoppable, inspection)) {
                delivery.attempt(Deadline.in(longest));
            }
        }
    }

    /// One request for each call, all at once, each to a worker of its own.
    private Map<String, String> answers(Doing doing) throws Exception {
        Path socket = folder.resolve("socket");
        Path program =
                Compiled.from("src/test/resources/pools/waits.c", folder.resolve("waits"), "-O1");
        Process process =
                Kidreaper.start(
                        List.of(
                                program.toString(),
                                socket.toString(),
                                Integer.toString(CALLS.size())));
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            TestPool.await("its workers", () -> process.children().count() == CALLS.size());
            TestPool.await("its socket", () -> Files.exists(socket));
            var answers = new TreeMap<String, CompletableFuture<String>>();
            for (String call : CALLS) {
                answers.put(call, CompletableFuture.supplyAsync(() -> ask(socket, call), threads));
            }
            awaitCalls(process, answers.values());
            Manager manager = pools.manager((int) process.pid());
            Pool pool = pools.pool(manager, PoolReader.Depth.CHEAP);
            var done = new ArrayList<CompletableFuture<?>>();
            for (Worker worker : pool.workers()) {
                done.add(
                        CompletableFuture.runAsync(
                                () -> {
                                    try {
                                        doing.to(manager, worker);
                                    } catch (Exception e) {
                                        throw new IllegalStateException(e);
                                    }
                                },
                                threads));
            }
            CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).get();
            var texts = new TreeMap<String, String>();
            answers.forEach((call, answer) -> texts.put(call, answer.join()));
            return texts;
        } finally {
            // The manager first: it would fork others.
            List<ProcessHandle> children = process.descendants().toList();
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /// On a busy machine the first one may be over, and its worker have another one, before the
    /// last one has begun.
    private static void awaitCalls(Process process, Collection<CompletableFuture<String>> answers) {
        var seen = new HashSet<Long>();
        TestPool.await(
                "all in their calls",
                () -> {
                    process.children().filter(WaitsIT::waits).forEach(c -> seen.add(c.pid()));
                    long over = answers.stream().filter(CompletableFuture::isDone).count();
                    return seen.size() + over >= CALLS.size();
                });
    }

    /// Whether a worker waits in a call of its request: in any but `accept` on the pool's socket.
    private static boolean waits(ProcessHandle worker) {
        String call = TestPool.read(Path.of("/proc/" + worker.pid() + "/syscall"));
        return !call.startsWith("running") && !call.startsWith("43 0x3 ");
    }

    private static String ask(Path socket, String call) {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap((call + "\n").getBytes(StandardCharsets.US_ASCII)));
            var answer = ByteBuffer.allocate(200);
            int read;
            do {
                read = channel.read(answer);
            } while (read >= 0);
            return new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII)
                    .strip();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
