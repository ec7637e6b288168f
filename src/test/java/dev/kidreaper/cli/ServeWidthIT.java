package dev.kidreaper.cli;

import static dev.kidreaper.testing.RawClient.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.RawClient;
import dev.kidreaper.testing.Served;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// How many workers `kidreaper serve` puts to work at once.
@Tag("alone")
@Isolated
class ServeWidthIT {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final int WORKERS = 3 * PROCESSORS;
    private static final int CLIENTS = 2 * WORKERS;
    private static final Duration LEARN = Duration.ofSeconds(1);
    private static final Duration LOAD = Duration.ofSeconds(3);

    private final Served served;

    ServeWidthIT() throws IOException {
        served = Served.ofC("--workers", Integer.toString(WORKERS));
    }

    @AfterEach
    void ends() {
        served.close();
    }

    private static String pid(String answer) {
        return answer.replaceAll("(?s).*pid=([0-9]+) .*", "$1");
    }

    /// Who answers, while many ask for the same at once; but not at the beginning.
    private List<String> load(String path) throws Exception {
        long start = System.nanoTime();
        var pids = new ConcurrentLinkedQueue<String>();
        var clients = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(
                    CompletableFuture.runAsync(
                            () -> ask(path, start, pids), Thread::startVirtualThread));
        }
        for (var client : clients) {
            client.get(30, TimeUnit.SECONDS);
        }
        return List.copyOf(pids);
    }

    private void ask(String path, long start, ConcurrentLinkedQueue<String> pids) {
        try (var client = new RawClient(served.socket())) {
            while (System.nanoTime() - start < LOAD.toNanos()) {
                String pid = pid(client.send(get(1, path, true)).answer(1));
                if (System.nanoTime() - start > LEARN.toNanos()) {
                    pids.add(pid);
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Which part of the answers the busiest workers gave, as many as there are processors: a third
    /// if all do the same.
    private static double shareOfFew(List<String> pids) {
        Map<String, Integer> counts = new HashMap<>();
        pids.forEach(pid -> counts.merge(pid, 1, Integer::sum));
        var sorted = new ArrayList<>(counts.values());
        sorted.sort(Collections.reverseOrder());
        int few = sorted.stream().limit(PROCESSORS).mapToInt(Integer::intValue).sum();
        return (double) few / pids.size();
    }

    @Test
    void requestsThatOnlyComputeGoToAsManyWorkersAsThereAreProcessors() throws Exception {
        assertThat(shareOfFew(load("/compute=1000"))).isGreaterThan(0.5);
    }

    @Test
    void requestsThatWaitForSomethingElseGoToAll() throws Exception {
        assertThat(shareOfFew(load("/slow=3"))).isLessThan(0.45);
    }

    @Test
    void nobodyWaitsBehindLongComputationsWhileAWorkerIsIdle() throws Exception {
        load("/compute=1000"); // It has learnt that they only compute.
        var longOnes = new ArrayList<RawClient>();
        for (int i = 0; i < PROCESSORS; i++) {
            longOnes.add(new RawClient(served.socket()).send(get(1, "/compute=1000000", false)));
        }
        long start = System.nanoTime();
        try (var quick = new RawClient(served.socket())) {
            for (int i = 0; i < 50; i++) {
                assertThat(quick.send(get(1, "/ok", true)).answer(1)).contains("/ok");
            }
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        for (RawClient one : longOnes) {
            assertThat(one.answer(1)).contains("computed");
            one.close();
        }
    }
}
