package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kidreaper.testing.DaemonProcess;
import dev.kidreaper.testing.JsonValue;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.Served;
import dev.kidreaper.testing.TestPool;
import dev.kidreaper.testing.WebRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Why workers had grown, as the daemon tells it of real pools whose faults are known.
@Tag("alone")
@Order(1)
@Execution(ExecutionMode.CONCURRENT)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WhyIT {
    private static final Duration EACH = Duration.ofMillis(90);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path folder;

    WhyIT(@TempDir Path folder) {
        this.folder = folder;
    }

    /// KiB of each of ten requests that leak, and that come apart.
    @ParameterizedTest
    @CsvSource({
        "'leak=128', leak, 0, uss, 25M",
        "'touch=128', copy-on-write, 1, uss, 25M",
        "'touch=192,touch=192,leak=128', mixed, 0.75, uss, 25M",
        "'leak=128', leak, 0, rss, 350M"
    })
    void theEventOfARecycleSaysWhy(
            String mix, String verdict, double apart, String measure, String limit) {
        try (var pool = TestPool.start(1, "heavy");
                var daemonProcess = DaemonProcess.start(folder, settings(pool, measure, limit));
                var _ = load(pool.socket(), List.of(mix.split(",")))) {
            await(() -> daemonProcess.log().contains("event=recycled"));
            JsonValue event = event(daemonProcess, "recycled");
            assertThat(event.get("verdict").text()).as(daemonProcess.log()).isEqualTo(verdict);
            assertThat(event.get("confidence").decimal()).isBetween(0.5, 1.0);
            assertThat(event.get("missing").value()).isNull();
            assertThat(event.get("route").value()).isNull();
            if (apart > 0) {
                double share = event.get("shares").get("copy_on_write").decimal();
                assertThat(share).isCloseTo(apart, within(0.1));
            }
            assertThat(daemonProcess.ask("events").out())
                    .contains(" verdict=" + verdict + " confidence=");
        }
    }

    /// All of it before the second look: nothing of how it came about was seen.
    @Test
    void whatWasNotSeenIsNotGuessed() {
        try (var pool = TestPool.start(2);
                var daemonProcess = DaemonProcess.start(folder, settings(pool, "uss", "20M"))) {
            WebRequest.send(pool.socket(), "leak=40000").answer();
            await(() -> daemonProcess.log().contains("event=recycled"));
            JsonValue event = event(daemonProcess, "recycled");
            assertThat(event.get("verdict").text()).isEqualTo("undecided");
            assertThat(event.get("missing").text()).isNotBlank();
            assertThat(event.get("shares").value()).isEqualTo(java.util.Map.of());
        }
    }

    @Order(1) // It takes longest.
    @Test
    void theDaemonIsAskedForAVerdictAndKeepsIt() {
        try (var pool = TestPool.start(2, "heavy");
                var daemonProcess = DaemonProcess.start(folder, settings(pool, "uss", "100M"));
                var _ = load(pool.socket(), List.of("leak=256", "touch=256", "ok=1"))) {
            TestPool.sleep(Duration.ofSeconds(40));
            long start = System.nanoTime();
            Kidreaper ran = daemonProcess.ask("diagnose", "--pid", "" + pool.manager(), "--json");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(10));
            JsonValue json = JsonValue.parse(ran.out());
            assertThat(json.get("source").text()).isEqualTo("daemon");
            assertThat(json.get("pool").text()).isEqualTo("pool");
            assertThat(json.get("verdict").text()).as(ran.out()).isEqualTo("mixed");
            assertThat(json.get("shares").get("leak").decimal()).isCloseTo(0.5, within(0.12));
            assertThat(json.get("seen_for_seconds").decimal()).isBetween(20.0, 60.0);
            assertThat(json.get("workers").list()).hasSizeGreaterThanOrEqualTo(2);
            assertThat(daemonProcess.ask("diagnose", "--pid", "" + pool.manager()).out())
                    .startsWith("mixed: ")
                    .contains("what the daemon has seen of pool pool in");
            assertThat(event(daemonProcess, "diagnosed").get("verdict").text()).isEqualTo("mixed");
            // With a time, or of another pool, it looks for itself.
            var look =
                    daemonProcess.ask(
                            "diagnose", "--pid", "" + pool.manager(), "--for", "1s", "--json");
            assertThat(JsonValue.parse(look.out()).get("source").text()).isEqualTo("look");
        }
    }

    @Test
    void aServedPoolsEventNamesTheRoute() {
        try (var pool = TestPool.start(2, "heavy");
                var served =
                        Served.start(
                                folder,
                                "--attach",
                                pool.socket().toString(),
                                "--pidfile",
                                pool.pidfile().toString(),
                                "--limit",
                                "25M");
                var _ = load(served.socket(), List.of("leak=384", "ok=1", "fine=2"))) {
            await(() -> served.logs("event=recycled") > 0);
            String line =
                    served.log()
                            .lines()
                            .filter(l -> l.contains("event=recycled"))
                            .findFirst()
                            .get();
            assertThat(line).contains("verdict=leak", "route=\"GET /leak\"");
        }
    }

    private static JsonValue event(DaemonProcess daemonProcess, String kind) {
        return JsonValue.parse(daemonProcess.ask("events", "--json").out())
                .get("events")
                .list()
                .stream()
                .filter(e -> e.get("event").text().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            TestPool.sleep(Duration.ofMillis(200));
        }
    }

    private static String settings(TestPool pool, String measure, String limit) {
        return """
        pidfile = "%s"
        limit = "%s"
        measure = "%s"
        [pool.pace]
        newborn = "300ms"
        """
                .formatted(pool.pidfile(), limit, measure);
    }

    private interface Load extends AutoCloseable {
        @Override
        void close();
    }

    /// One request after the other, of each kind in turn, each at the path of its name.
    private static Load load(Path socket, List<String> mix) {
        Thread client =
                Thread.ofVirtual()
                        .start(() -> {
                            for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
                                String query = mix.get(i % mix.size());
                                String path = "/" + query.substring(0, query.indexOf('='));
                                try {
                                    WebRequest.sendSlowly(socket, path, query, Duration.ZERO)
                                            .answer();
                                    Thread.sleep(EACH);
                                } catch (InterruptedException e) {
                                    return;
                                } catch (java.util.concurrent.CompletionException e) {
                                    return; // The pool has ended.
                                }
                            }
                        });
        return client::interrupt;
    }
}
