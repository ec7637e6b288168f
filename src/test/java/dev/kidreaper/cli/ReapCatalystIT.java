package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.CatalystPool;
import dev.kidreaper.testing.JsonValue;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.Nginx;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.Web;
import dev.kidreaper.testing.WebRequest;
import dev.kidreaper.testing.Wrk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The command against a real Catalyst application under `FCGI::ProcManager` and nginx.
@Execution(ExecutionMode.SAME_THREAD)
@Order(1)
class ReapCatalystIT {
    private static final int WORKERS = 5;

    @TempDir private static Path folder;

    private static CatalystPool pool;
    private static Nginx nginx;

    private Set<Long> before = Set.of();

    @BeforeAll
    static void start() {
        pool = CatalystPool.start(folder, WORKERS);
        nginx = Nginx.start(folder, pool.socket());
    }

    @AfterAll
    static void end() {
        nginx.close();
        pool.close();
    }

    @BeforeEach
    void noNewborns() {
        TestPool.await(
                "all workers are older than a newborn",
                () -> {
                    var workers = ps().values();
                    return workers.size() == WORKERS
                            && workers.stream().allMatch(w -> w.get("age_seconds").decimal() > 2.1);
                });
        before = pool.workers();
    }

    @AfterEach
    void nobodyWasCut() {
        assertThat(nginx.failures()).isEmpty();
        assertThat(nginx.complaints()).isEmpty();
        assertThat(pool.accidents()).isEmpty();
        assertThat(pool.isIntact()).isTrue();
        TestPool.await("the pool is complete", () -> pool.workers().size() == WORKERS);
    }

    @Test
    void recyclesThoseOverTheLimitAndNobodyElse() {
        var grown = new HashSet<>(List.of(grow("/leak?kb=70000"), grow("/leak?kb=80000")));
        long limit = 64L << 20;

        var answer = command("reap", "--limit", "64M", "--pause", "100ms", "--json");

        assertThat(answer.exit()).as(answer.err()).isZero();
        var json = json(answer);
        assertThat(json.get("manager").get("pid").number()).isEqualTo(pool.manager());
        assertThat(json.get("manager").get("profile").text()).isEqualTo("fcgi-procmanager");
        assertThat(json.get("failed").list()).isEmpty();
        assertThat(pids(json.get("recycled"))).isEqualTo(grown);
        assertThat(numbers(json.get("kept"))).isEqualTo(without(before, grown));
        for (JsonValue recycled : json.get("recycled").list()) {
            assertThat(recycled.get("measure").text()).isEqualTo("uss");
            assertThat(recycled.get("bytes").number()).isGreaterThan(limit);
            assertThat(recycled.get("limit_bytes").number()).isEqualTo(limit);
            assertThat(recycled.get("left_after_seconds").decimal()).isBetween(0.0, 5.0);
            assertThat(pool.workers()).contains(recycled.get("replaced_by").number());
            assertThat(recycled.get("idle_proof").bool()).isTrue();
        }
        assertThat(pool.workers()).containsAll(without(before, grown));
        assertThat(pool.workers()).doesNotContainAnyElementsOf(grown);
    }

    @Test
    void restartsUnderLoadWithoutCuttingAnybody() {
        try (var quick = Wrk.start(folder, nginx.uri("/ok?n=2000"), 8, Duration.ofSeconds(8));
                var slow = Wrk.start(folder, nginx.uri("/slow?s=0.3"), 2, Duration.ofSeconds(8));
                var large = Wrk.start(folder, nginx.uri("/large?mb=2"), 1, Duration.ofSeconds(8))) {
            assertThat(restarted()).isEqualTo(before);
            for (Wrk wrk : List.of(quick, slow, large)) {
                var seen = wrk.await();
                assertThat(seen.requests()).isPositive();
                assertThat(seen.socketErrors()).isZero();
                assertThat(seen.refused()).isZero();
            }
        }
    }

    @Test
    void seesCopyOnWriteGrowthThatTheAddressSpaceHides() {
        long uss = sum("uss_bytes");
        long vsz = sum("vsz_bytes");
        for (int i = 0; i < 20; i++) {
            grow("/cow?kb=4000");
        }
        assertThat(sum("uss_bytes") - uss).isGreaterThan(60L << 20);
        assertThat(sum("vsz_bytes") - vsz).isLessThan(5L << 20);
    }

    @Test
    void worksSilentlyAsTheScriptOf2007() {
        long grown = grow("/leak?kb=80000");
        long limit = Objects.requireNonNull(ps().get(grown)).get("vsz_bytes").number();

        var answer = Kidreaper.run("" + pool.manager(), "" + limit);

        assertThat(answer.out() + answer.err()).isEmpty();
        assertThat(answer.exit()).isZero();
        assertThat(pool.workers()).doesNotContain(grown);
        assertThat(pool.workers()).containsAll(without(before, Set.of(grown)));
    }

    @Test
    void servesClientsThatSendTheirParametersByteByByte() throws Exception {
        var perByte = Duration.ofMillis(2);
        var over = new AtomicBoolean();
        Callable<List<String>> asking =
                () -> {
                    var answers = new ArrayList<String>();
                    while (!over.get()) {
                        answers.add(askSlowly(perByte).answer());
                    }
                    return answers;
                };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var clients = Stream.generate(() -> threads.submit(asking)).limit(WORKERS - 1).toList();
            try {
                assertThat(restarted()).isEqualTo(before);
            } finally {
                over.set(true);
            }
            for (var client : clients) {
                assertThat(client.get()).isNotEmpty().allSatisfy(ReapCatalystIT::assertWhole);
            }
        }
    }

    @Test
    void waitsForClientsThatTakeSecondsToSendTheirParameters() {
        var clients =
                Stream.generate(() -> askSlowly(Duration.ofMillis(30))).limit(WORKERS).toList();
        assertThat(restarted()).isEqualTo(before);
        assertThat(clients).allSatisfy(client -> assertWhole(client.answer()));
    }

    private static WebRequest askSlowly(Duration perByte) {
        return WebRequest.sendSlowly(pool.socket(), "/ok", "n=1000", perByte);
    }

    private static void assertWhole(String body) {
        assertThat(body).contains("sum=500500").endsWith(CatalystPool.END_MARK);
    }

    /// Restarts the pool. The workers that were recycled.
    private static Set<Long> restarted() {
        var answer = command("restart", "--newborn", "200ms", "--json");
        assertThat(answer.exit()).as(answer.err()).isZero();
        assertThat(json(answer).get("failed").list()).isEmpty();
        return pids(json(answer).get("recycled"));
    }

    /// Asks for a path. The worker that answered.
    private static long grow(String path) {
        try {
            var answer = Web.get(nginx.uri(path));
            assertThat(answer.isWhole()).as(answer.body()).isTrue();
            return answer.worker();
        } catch (IOException e) {
            throw new AssertionError(path, e);
        }
    }

    private static Kidreaper command(String name, String... options) {
        var target = Stream.of(name, "--pidfile", pool.pidfile().toString());
        var words = Stream.concat(target, Stream.of(options)).toArray(String[]::new);
        return Kidreaper.run(words);
    }

    private static JsonValue json(Kidreaper answer) {
        return JsonValue.parse(answer.out());
    }

    private static Map<Long, JsonValue> ps() {
        return json(command("ps", "--json")).get("workers").list().stream()
                .collect(Collectors.toMap(w -> w.get("pid").number(), w -> w));
    }

    private static long sum(String field) {
        return ps().values().stream().mapToLong(w -> w.get(field).number()).sum();
    }

    private static Set<Long> pids(JsonValue list) {
        return list.list().stream().map(w -> w.get("pid").number()).collect(Collectors.toSet());
    }

    private static Set<Long> numbers(JsonValue list) {
        return list.list().stream().map(JsonValue::number).collect(Collectors.toSet());
    }

    private static Set<Long> without(Set<Long> all, Set<Long> some) {
        var rest = new HashSet<>(all);
        rest.removeAll(some);
        return rest;
    }
}
