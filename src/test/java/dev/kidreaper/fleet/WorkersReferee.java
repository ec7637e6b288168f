package dev.kidreaper.fleet;

import dev.kidreaper.decide.fleet.FleetKeys;
import dev.kidreaper.decide.fleet.HeldSlot;
import dev.kidreaper.fleet.store.FleetStore;
import dev.kidreaper.fleet.store.FleetStores;
import dev.kidreaper.fleet.store.StoreAway;
import dev.kidreaper.testing.TestPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/// The workers of all simulated hosts, as they truly are, outside their processes. A worker is away
/// from its signal on, whether or not its kidreaper lives; half a second to a second later its
/// replacement serves. Each signal must belong to a slot that the store still has for that host.
final class WorkersReferee implements AutoCloseable {
    private final SimulatedHosts.Plan group;
    private final List<Process> processes = new ArrayList<>();
    private final List<PrintStream> inputs = new ArrayList<>();
    final List<String> offences = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger permits = new AtomicInteger();
    final AtomicInteger heldBack = new AtomicInteger();
    final AtomicInteger stopped = new AtomicInteger();
    final AtomicInteger lost = new AtomicInteger();
    final Set<String> recycled = ConcurrentHashMap.newKeySet();

    /// What each process takes the time for, since it was last asked.
    final Map<Integer, Instant> times = new ConcurrentHashMap<>();

    private int away;
    private int mostAway;
    private volatile boolean bad;
    private volatile long lastSignal;

    /// @param group the plan of one process, for the group's settings
    WorkersReferee(SimulatedHosts.Plan group) {
        this.group = group;
    }

    /// Starts a process of hosts; its number.
    int start(SimulatedHosts.Plan plan) throws IOException {
        return start(plan, Map.of());
    }

    /// Starts a process of hosts with variables of its own; its number.
    int start(SimulatedHosts.Plan plan, Map<String, String> variables) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(SimulatedHosts.class.getName());
        command.addAll(plan.words());
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(variables);
        Process process = builder.start();
        processes.add(process);
        inputs.add(new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8));
        int number = inputs.size() - 1;
        Thread.ofPlatform().daemon().start(() -> hear(process.inputReader(), number));
        return number;
    }

    private void hear(BufferedReader from, int process) {
        try {
            for (String line = from.readLine(); line != null; line = from.readLine()) {
                String host = line.substring(line.indexOf(' ') + 1);
                switch (line.split(" ", 2)[0]) {
                    case "signal" -> signalled(host, process);
                    case "held-back" -> heldBack.incrementAndGet();
                    case "stops" -> stopped.incrementAndGet();
                    case "time" -> times.put(process, Instant.parse(host));
                    default -> {
                        // Its log.
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void signalled(String host, int process) {
        permits.incrementAndGet();
        lastSignal = System.nanoTime();
        away++;
        mostAway = Math.max(mostAway, away);
        if (away > group.budget()) {
            offences.add("%d are away".formatted(away));
        }
        boolean isLost = bad;
        Thread.ofVirtual().start(() -> away(host, process, isLost));
    }

    private void away(String host, int process, boolean isLost) {
        long end = System.nanoTime() + ThreadLocalRandom.current().nextLong(500, 1000) * 1_000_000;
        if (!holds(host)) {
            offences.add(host + " signals, but has no slot");
        }
        TestPool.sleep(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        synchronized (this) {
            away--;
        }
        if (isLost) {
            lost.incrementAndGet();
        } else {
            recycled.add(host);
        }
        tell(process, (isLost ? "lost " : "back ") + host);
    }

    /// Whether the store has a slot for it; it is asked until it answers.
    private boolean holds(String host) {
        while (true) {
            try {
                return slots().stream().anyMatch(s -> s.host().equals(host));
            } catch (StoreAway e) {
                TestPool.sleep(Duration.ofMillis(200));
            }
        }
    }

    List<HeldSlot> slots() throws StoreAway {
        try (FleetStore store = FleetStores.etcd(group.settings("referee"))) {
            return store.list(new FleetKeys(group.group()).slots()).stream()
                    .map(e -> (HeldSlot) e.value())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void tell(int process, String line) {
        synchronized (inputs.get(process)) {
            inputs.get(process).println(line);
        }
    }

    void tellAll(String line) {
        for (int i = 0; i < inputs.size(); i++) {
            tell(i, line);
        }
    }

    /// Workers that go from now on are not replaced.
    void isBad(boolean now) {
        bad = now;
    }

    void signal(String signal, int process) {
        TestPool.kill(signal, processes.get(process).pid());
    }

    synchronized int mostAway() {
        return mostAway;
    }

    /// Waits for more permits. Until the first of them, in seconds.
    double awaitPermits(int more, Duration longest) {
        long begun = System.nanoTime();
        int before = permits.get();
        double first = 0;
        while (permits.get() < before + more) {
            if (first == 0 && permits.get() > before) {
                first = (lastSignal - begun) / 1e9;
            }
            if (System.nanoTime() - begun > longest.toNanos()) {
                offences.add("%d of %d permits".formatted(permits.get() - before, more));
                return Double.NaN;
            }
            TestPool.sleep(Duration.ofMillis(10));
        }
        return first == 0 ? (lastSignal - begun) / 1e9 : first;
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }
}
