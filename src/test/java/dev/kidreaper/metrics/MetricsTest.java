package dev.kidreaper.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.start.StartCache;
import dev.kidreaper.web.api.LookedAt;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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
                            "kidreaper_route_requests_total{pool=\"web\",route=\"POST /cart\"} 500",
                            "# EOF")
                    .doesNotContain("pid=", "NaN")
                    .doesNotContainPattern("\\b120[0-9]\\b");
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

    /// Of the kinds that Prometheus shall see. docs/api.md names them.
    @Test
    void allMetricsAreThere() throws IOException {
        try (var daemon = new LookedAt().with("web", 3).recycledOnce()) {
            daemon.judged();
            daemon.view().own().hookRan("tell", false);
            daemon.view().own().reloaded(false, Instant.now());
            assertThat(text(daemon, false, true))
                    .contains(",revision=\"" + StartCache.commit() + "\",version=\"1.0\"} 1");
            assertThat(text(daemon, false, true).lines())
                    .contains(ALL.lines().toArray(String[]::new))
                    .contains(
                            "kidreaper_pool_info{measure=\"uss\",mode=\"attach\",pool=\"web\","
                                    + "profile=\"fcgi-procmanager\"} 1",
                            "kidreaper_pool_total_limit_bytes{pool=\"web\"} 1.073741824E9",
                            "kidreaper_request_duration_seconds_bucket{pool=\"web\",le=\"60.0\"}"
                                    + " 4990",
                            "kidreaper_request_duration_seconds_count{pool=\"web\"} 4997",
                            "kidreaper_request_queue_seconds_bucket{pool=\"web\",le=\"0.005\"}"
                                    + " 4997",
                            "kidreaper_route_grown_bytes_total{pool=\"web\",route=\"POST /cart\"}"
                                    + " 1.07E8",
                            "kidreaper_worker_requests_total{pool=\"web\",slot=\"2\"} 42.0",
                            "kidreaper_pool_workers{pool=\"web\",state=\"stuck\"} 0.0",
                            "kidreaper_hook_runs_total{hook=\"tell\",result=\"failed\"} 1.0",
                            "kidreaper_config_last_reload_successful 0.0");
        }
    }

    private static final String ALL =
            """
            # TYPE kidreaper_build_info gauge
            # TYPE kidreaper_pool_info gauge
            # TYPE kidreaper_pool_state gauge
            # TYPE kidreaper_pool_workers gauge
            # TYPE kidreaper_pool_uss_bytes gauge
            # TYPE kidreaper_pool_pss_bytes gauge
            # TYPE kidreaper_pool_shared_bytes gauge
            # TYPE kidreaper_pool_limit_bytes gauge
            # TYPE kidreaper_pool_total_limit_bytes gauge
            # TYPE kidreaper_pool_newborn_bytes gauge
            # TYPE kidreaper_pool_away gauge
            # TYPE kidreaper_pool_away_limit gauge
            # TYPE kidreaper_pool_recycles_possible_per_second gauge
            # TYPE kidreaper_worker_uss_bytes gauge
            # TYPE kidreaper_worker_pss_bytes gauge
            # TYPE kidreaper_worker_rss_bytes gauge
            # TYPE kidreaper_worker_swap_bytes gauge
            # TYPE kidreaper_worker_apart_bytes gauge
            # TYPE kidreaper_worker_start_time_seconds gauge
            # TYPE kidreaper_worker_last_look_timestamp_seconds gauge
            # TYPE kidreaper_worker_growth_bytes_per_second gauge
            # TYPE kidreaper_worker_limit_crossing_timestamp_seconds gauge
            # TYPE kidreaper_worker_requests_total counter
            # TYPE kidreaper_recycles_total counter
            # TYPE kidreaper_recycles_unproven_total counter
            # TYPE kidreaper_recycled_freed_bytes_total counter
            # TYPE kidreaper_recycle_leave_seconds histogram
            # TYPE kidreaper_requests_total counter
            # TYPE kidreaper_requests_retried_total counter
            # TYPE kidreaper_requests_waiting gauge
            # TYPE kidreaper_connections gauge
            # TYPE kidreaper_request_duration_seconds histogram
            # TYPE kidreaper_request_queue_seconds histogram
            # TYPE kidreaper_route_requests_total counter
            # TYPE kidreaper_route_grown_bytes_total counter
            # TYPE kidreaper_route_shrunk_bytes_total counter
            # TYPE kidreaper_route_changes_squared_total counter
            # TYPE kidreaper_verdict gauge
            # TYPE kidreaper_verdict_confidence_ratio gauge
            # TYPE kidreaper_verdict_timestamp_seconds gauge
            # TYPE kidreaper_looks_total counter
            # TYPE kidreaper_history_on_disk gauge
            # TYPE kidreaper_history_missed_total counter
            # TYPE kidreaper_hook_runs_total counter
            # TYPE kidreaper_hook_dropped_total counter
            # TYPE kidreaper_config_last_reload_successful gauge
            # TYPE kidreaper_config_last_reload_success_timestamp_seconds gauge
            # TYPE process_cpu_seconds_total counter
            # TYPE process_resident_memory_bytes gauge
            # TYPE process_open_fds gauge
            # TYPE process_max_fds gauge
            # TYPE process_start_time_seconds gauge\
            """;

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
            daemon.view().own().hookRan("tell", true);
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
