package dev.kidreaper.fleet;

import dev.kidreaper.fleet.store.FleetStores;
import dev.kidreaper.linux.ThisProcess;
import dev.kidreaper.model.FleetSettings;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.pool.permit.Permit;
import dev.kidreaper.pool.permit.PermitDesk;
import dev.kidreaper.testing.TestPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/// A process with some hosts: the rules and the store are real, the workers are the referee's. It
/// says `signal HOST` when a worker is asked to leave, and is told `back HOST` (its replacement
/// serves) or `lost HOST` (none comes).
final class SimulatedHosts {
    private static final Reason REASON = new Reason(RecycleCause.LIMIT, Measure.RSS, 1, null);
    private static final ProcessId WORKER = new ProcessId(11, 22);
    private static final int WORKERS = 4;
    private static final long LONGEST_PREPARATION = 400;

    private final boolean checks;
    private final Map<String, SynchronousQueue<String>> ends = new ConcurrentHashMap<>();
    private final AtomicBoolean stopsNext = new AtomicBoolean();
    private volatile boolean asks = true;
    private volatile boolean mended;

    private SimulatedHosts(boolean checks) {
        this.checks = checks;
    }

    /// What one process is to do.
    ///
    /// @param first the number of its first host
    /// @param checks whether it checks right before the signal: false is a planted fault
    record Plan(
            String group,
            List<URI> endpoints,
            int first,
            int hosts,
            int budget,
            boolean checks,
            String versionFile) {
        List<String> words() {
            String all = String.join(",", endpoints.stream().map(URI::toString).toList());
            return List.of(
                    group, all, "" + first, "" + hosts, "" + budget, "" + checks, versionFile);
        }

        private static Plan of(String... args) {
            return new Plan(
                    args[0],
                    Arrays.stream(args[1].split(",", -1)).map(URI::create).toList(),
                    Integer.parseInt(args[2]),
                    Integer.parseInt(args[3]),
                    Integer.parseInt(args[4]),
                    Boolean.parseBoolean(args[5]),
                    args[6]);
        }

        FleetSettings settings(String host) {
            return Groups.settings(
                    group, host, endpoints, budget, Duration.ofMinutes(1), versionFile);
        }
    }

    public static void main(String[] args) throws IOException {
        var plan = Plan.of(args);
        var process = new SimulatedHosts(plan.checks);
        for (int i = plan.first; i < plan.first + plan.hosts; i++) {
            process.begin(plan, "web" + i);
        }
        process.listen();
    }

    private void begin(Plan plan, String host) throws IOException {
        FleetSettings settings = plan.settings(host);
        var service =
                new FleetService(
                        settings,
                        FleetStores.etcd(settings),
                        host,
                        host + "/" + System.nanoTime(),
                        ThisProcess::bootTime,
                        line -> say("log " + line));
        service.start();
        ends.put(host, new SynchronousQueue<>());
        Thread.ofVirtual().start(() -> work(service.desk("web"), host));
    }

    private static synchronized void say(String line) {
        System.out.println(line);
    }

    private void listen() throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "back", "lost" -> {
                    SynchronousQueue<String> its = its(words[1]);
                    Thread.ofVirtual().start(() -> give(its, words[0]));
                }
                case "stop-next" -> stopsNext.set(true);
                case "rest" -> asks = false;
                case "time" -> say("time " + Instant.now());
                case "mended" -> mended = true;
                default -> throw new IOException(line);
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private static void give(SynchronousQueue<String> to, String end) {
        try {
            to.put(end);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(PermitDesk desk, String host) {
        int serving = WORKERS;
        while (true) {
            TestPool.sleep(Duration.ofMillis(ThreadLocalRandom.current().nextInt(100, 200)));
            if (mended) {
                serving = WORKERS;
            }
            int now = serving;
            desk.whole(() -> now);
            if (!asks || serving == 0 || desk.granted(RecycleCause.LIMIT, 1, serving) == 0) {
                continue;
            }
            Permit permit = desk.take(RecycleCause.LIMIT);
            if (permit != null) {
                serving -= use(permit, host) ? 1 : 0;
            }
        }
    }

    /// Whether the pool has a worker less from now on.
    private boolean use(Permit permit, String host) {
        long time = ThreadLocalRandom.current().nextLong(LONGEST_PREPARATION);
        TestPool.sleep(Duration.ofMillis(time));
        if (stopsNext.getAndSet(false)) {
            say("stops " + host);
            TestPool.kill("STOP", ProcessHandle.current().pid());
        }
        boolean may = permit.maySignal();
        if (!may && checks) {
            say("held-back " + host);
            permit.ended(new Outcome.Failed(WORKER, REASON, "left alone", false, false));
            return false;
        }
        say("signal " + host);
        boolean back = awaitEnd(host).equals("back");
        permit.ended(
                back
                        ? new Outcome.Recycled(
                                WORKER,
                                REASON,
                                Duration.ofMillis(100),
                                new ProcessId(12, 23),
                                true,
                                false)
                        : new Outcome.Failed(WORKER, REASON, "none came", true, false));
        return !back;
    }

    private SynchronousQueue<String> its(String host) {
        return Objects.requireNonNull(ends.get(host), host);
    }

    private String awaitEnd(String host) {
        try {
            return its(host).take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
