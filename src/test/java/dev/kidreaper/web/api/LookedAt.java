package dev.kidreaper.web.api;

import dev.kidreaper.app.control.ControlAnswers;
import dev.kidreaper.app.control.ControlQuestion;
import dev.kidreaper.app.control.DaemonView;
import dev.kidreaper.app.control.PoolDesk;
import dev.kidreaper.decide.OperatorPause;
import dev.kidreaper.history.Bounds;
import dev.kidreaper.history.History;
import dev.kidreaper.history.look.PastReadings;
import dev.kidreaper.metrics.MetricsText;
import dev.kidreaper.model.Blackout;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.FleetStanding;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.LimitForecast;
import dev.kidreaper.model.ListenAddress;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.MemoryBreakdown;
import dev.kidreaper.model.MemorySample;
import dev.kidreaper.model.MemoryTimeline;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.Pacing;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Profiles;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.RouteGrowth;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.TimeCounts;
import dev.kidreaper.model.Traffic;
import dev.kidreaper.model.WorkerCourse;
import dev.kidreaper.pool.ManagedPool;
import dev.kidreaper.show.DaemonStatus;
import dev.kidreaper.web.HostCheck;
import dev.kidreaper.web.HttpDoor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A daemon with pools that only stand there, and its door to HTTP.
public final class LookedAt implements PoolDesk, AutoCloseable {
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    @SuppressWarnings("TimeInStaticInitializer") // It has begun two hours before the tests.
    static final Instant BEGUN = Instant.now().minusSeconds(7200);

    final History history = History.inMemory(Bounds.DEFAULT);
    private final ControlAnswers answers =
            new ControlAnswers(
                    this,
                    history,
                    new DaemonStatus.Program("1.0", "watch", 4711, BEGUN, "/etc/k.toml"),
                    history::record);
    private final List<PoolSnapshot> pools = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private @Nullable FleetStanding fleet;
    private @Nullable HttpDoor door;
    private @Nullable ApiAnswers api;

    public DaemonView view() {
        return answers.view();
    }

    /// Opens the door.
    LookedAt open() throws IOException {
        var readings = new PastReadings(null, history);
        api = new ApiAnswers(view(), readings, new MetricsText(view(), true));
        var hosts = new HostCheck(Set.of("kidreaper.example.org"));
        door = HttpDoor.open(new ListenAddress("127.0.0.1", 0), hosts, api);
        return this;
    }

    int port() {
        return Objects.requireNonNull(door).port();
    }

    /// Asks by HTTP.
    HttpResponse<String> get(String path, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /// Has a pool of so many workers.
    public LookedAt with(String name, int workers) {
        pools.removeIf(p -> p.name().equals(name));
        pools.add(pool(name, workers));
        return this;
    }

    /// Belongs to a fleet.
    public LookedAt inFleet() {
        fleet =
                new FleetStanding(
                        "shop", "web1", "v2", BEGUN, true, false, 1, 0, 20, Duration.ofSeconds(3));
        return this;
    }

    @Override
    public Optional<FleetStanding> fleet() {
        return Optional.ofNullable(fleet);
    }

    /// Has one worker recycled.
    public LookedAt recycledOnce() {
        happened(recycled(1000));
        return this;
    }

    /// Has a verdict on each pool.
    public void judged() {
        pools.forEach(p -> view().verdicts().now(p.name()));
    }

    public void happened(Event event) {
        history.record(event);
        answers.happened(event);
        if (api != null) {
            api.happened();
        }
    }

    Event recycled(int pid) {
        var limit = new Limit(Measure.USS, new Size(120 * MIB));
        var reason = new Reason(RecycleCause.LIMIT, Measure.USS, 120 * MIB, limit);
        var outcome =
                new Outcome.Recycled(
                        new ProcessId(pid, pid),
                        reason,
                        Duration.ofMillis(31),
                        new ProcessId(pid + 100, 9),
                        true,
                        false);
        return new Event.Ended(Instant.now(), "web", outcome, null, 101 * MIB);
    }

    /// Has the history remember how workers grew, of whom each went at the limit.
    public void remember(int lives) {
        Instant at = Instant.now().minusSeconds(3000);
        var makeup = new MemoryBreakdown(30 * MIB, 4 * MIB, 15 * MIB, 8 * MIB, 0, 0);
        for (int life = 0; life < lives; life++) {
            for (int step = 0; step < 10; step++) {
                long bytes = (20 + step * 10L) * MIB;
                history.record(
                        List.of(
                                new MemorySample(
                                        at.plusSeconds(life * 300L + step * 30L),
                                        "web",
                                        new ProcessId(1000 + life, 7),
                                        new Footprint(4 * bytes, 2 * bytes, bytes, bytes, 0),
                                        0,
                                        makeup)));
            }
        }
    }

    /// The answer to a command that is no question about the present.
    public String ask(ControlQuestion question) {
        return new WebFront(view(), null).answer(question);
    }

    private static PoolSnapshot.Member worker(int slot) {
        long now = System.nanoTime();
        long bytes = (80L - slot % 60) * MIB;
        return new PoolSnapshot.Member(
                new ProcessId(1200 + slot, 7),
                now - Duration.ofHours(1).toNanos(),
                new Footprint(400 * MIB, 150 * MIB, 90 * MIB, bytes, 0),
                bytes,
                slot % 2 == 1 ? null : LimitForecast.at(Duration.ofMinutes(7 + slot)),
                false,
                List.of(),
                new WorkerCourse(
                        slot, 10_000, now, new MemoryBreakdown(30 * MIB, 4 * MIB, MIB, MIB, 0, 0)));
    }

    private static PoolSnapshot pool(String name, int workers) {
        var members = new ArrayList<PoolSnapshot.Member>();
        var counts = new HashMap<ProcessId, PoolSnapshot.Served>();
        for (int i = 0; i < workers; i++) {
            counts.put(new ProcessId(1200 + i, 7), new PoolSnapshot.Served(40L + i, 0, 0, 0));
            members.add(worker(i));
        }
        return new PoolSnapshot(
                        name,
                        PoolSnapshot.State.SERVING,
                        "2 workers hold a connection of ours",
                        new Manager(
                                new ProcessId(812, 7),
                                1,
                                "a manager",
                                Footprint.cheap(0, 0),
                                Profiles.ALL.getFirst()),
                        Measure.USS,
                        120 * MIB,
                        members,
                        0,
                        18,
                        1,
                        new Traffic(
                                5000, 0, 0, 2, 0, 0, 3, 9, 4, 12.5, times(4990, 7), times(4997, 0)),
                        List.of(
                                new RouteGrowth(
                                        "POST /cart",
                                        500,
                                        214_000,
                                        0.97,
                                        0.99,
                                        true,
                                        new RouteGrowth.Sums(107e6, 1e6, 3e13))))
                .with(new PoolSnapshot.Accepted(0, counts, TimeCounts.NONE), null)
                .paced(
                        new Pacing(
                                1,
                                Duration.ofSeconds(12),
                                Duration.ofSeconds(2),
                                20 * MIB,
                                null,
                                GIB,
                                List.of(Blackout.parse("00:00-24:00"))));
    }

    /// So many that took five milliseconds at most, and so many that took a minute and more.
    private static TimeCounts times(long quick, long slow) {
        var counts = new ArrayList<>(TimeCounts.NONE.counts());
        counts.set(0, quick);
        counts.set(counts.size() - 1, slow);
        return new TimeCounts(counts, quick * 0.004 + slow * 75.0);
    }

    @Override
    public List<PoolSnapshot> snapshots() {
        return List.copyOf(pools);
    }

    @Override
    public Map<String, Instant> since() {
        return Map.of("web", BEGUN);
    }

    @Override
    public OptionalInt recycle(String pool, int pid, RecycleCause because) {
        throw new AssertionError("nothing is changed by looking");
    }

    @Override
    public void waive(String pool, String why, int workers) {
        throw new AssertionError("nothing is changed by looking");
    }

    @Override
    public boolean pause(String pool, @Nullable OperatorPause pause) {
        throw new AssertionError("nothing is changed by looking");
    }

    @Override
    public Optional<ManagedPool.Obstacles> obstacles(String pool) {
        return Optional.empty();
    }

    @Override
    public Optional<List<MemoryTimeline>> courses(String pool) {
        return Optional.of(List.of());
    }

    @Override
    public void close() {
        client.close();
        if (door != null) {
            door.close();
        }
    }
}
