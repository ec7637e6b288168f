package dev.kidreaper.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.web.api.LookedAt;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The metrics, and the rules and the dashboard that are made from them, held against Prometheus'
/// own tool.
class MetricsTest {
    private static final Path RULES = Path.of("packaging/prometheus");

    @TempDir private Path folder;

    private static String text(LookedAt daemon, boolean open, boolean workers) throws IOException {
        var out = new ByteArrayOutputStream();
        var all = new MetricsText(daemon.view(), workers).collect();
        if (open) {
            OpenMetricsTextFormatWriter.create().write(out, all, EscapingScheme.DEFAULT);
        } else {
            PrometheusTextFormatWriter.create().write(out, all, EscapingScheme.DEFAULT);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void workersAreKnownByTheirPlaceAndNeverByPid() throws IOException {
        try (var daemon = new LookedAt().with("web", 3)) {
            assertThat(text(daemon, true, true))
                    .contains(
                            "kidreaper_worker_uss_bytes{pool=\"web\",slot=\"2\"} 8.1788928E7",
                            "kidreaper_pool_state{pool=\"web\",kidreaper_pool_state=\"serving\"} 1",
                            "kidreaper_requests_total{pool=\"web\",result=\"cut\"} 0",
                            "kidreaper_route_requests{pool=\"web\",route=\"POST /cart\"} 500",
                            "# EOF")
                    .doesNotContain("pid=", "1200", "NaN");
            assertThat(text(daemon, true, false)).doesNotContain("slot=");
        }
    }

    /// Hosts are added up by these labels; one without fleet has none of them.
    @Test
    void inAFleetAllHasTheGroupAndTheVersion() throws IOException {
        String its = "{group=\"shop\",version=\"v2\"}";
        try (var daemon = new LookedAt().with("web", 3).inFleet()) {
            assertThat(text(daemon, true, true))
                    .contains(
                            "kidreaper_fleet_engine_up" + its + " 1",
                            "kidreaper_fleet_budget" + its + " 20",
                            "kidreaper_fleet_permit_oldest_seconds" + its + " 3",
                            "kidreaper_route_changes_squared_total{");
            assertThat(text(daemon, true, true).lines())
                    .filteredOn(l -> l.startsWith("kidreaper_") && l.contains("pool="))
                    .isNotEmpty()
                    .allMatch(l -> l.contains("group=\"shop\"") && l.contains("version=\"v2\""));
        }
        try (var daemon = new LookedAt().with("web", 3)) {
            assertThat(text(daemon, true, true)).doesNotContain("group=", "kidreaper_fleet");
        }
    }

    @Test
    void aThousandWorkersAreAThousandLines() throws IOException {
        try (var daemon = new LookedAt().with("web", 1000)) {
            assertThat(text(daemon, false, true).lines())
                    .filteredOn(l -> l.startsWith("kidreaper_worker_uss_bytes{"))
                    .hasSize(1000);
        }
    }

    @Test
    void prometheusFindsNoFaultWithThem() throws Exception {
        try (var daemon = new LookedAt().with("web", 3).with("a \"name\"\\", 1)) {
            Path metrics = folder.resolve("metrics");
            Files.writeString(metrics, text(daemon, false, true));
            assertThat(promtool(metrics, "check", "metrics")).isEmpty();
        }
    }

    @Test
    void prometheusTakesTheRules() throws Exception {
        for (String name : List.of("kidreaper", "kidreaper-fleet")) {
            Path rules = RULES.resolve(name + ".rules.yml");
            assertThat(promtool(null, "check", "rules", rules.toString())).contains("SUCCESS");
            Path tests = RULES.resolve(name + ".rules.test.yml");
            assertThat(promtool(null, "test", "rules", tests.toString())).contains("SUCCESS");
        }
    }

    /// A rule or a panel about what there is not would be silent for ever.
    @Test
    void rulesAndDashboardNameOnlyMetricsThatThereAre() throws IOException {
        String there;
        try (var daemon = new LookedAt().with("web", 3).recycledOnce().inFleet()) {
            daemon.judged();
            there = text(daemon, true, true);
        }
        var name = Pattern.compile("kidreaper_[a-z_]+");
        for (Path file :
                new Path[] {
                    RULES.resolve("kidreaper.rules.yml"),
                    RULES.resolve("kidreaper-fleet.rules.yml"),
                    Path.of("packaging/grafana/kidreaper.json"),
                    Path.of("packaging/grafana/kidreaper-fleet.json")
                }) {
            name.matcher(Files.readString(file))
                    .results()
                    .map(m -> m.group())
                    .distinct()
                    .forEach(metric ->
                            assertThat(there).as("%s of %s", metric, file).contains(metric));
        }
    }

    private static String promtool(@Nullable Path in, String... words)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add("promtool");
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        if (in != null) {
            builder.redirectInput(in.toFile());
        }
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
