package dev.kidreaper.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.GrowthCause;
import dev.kidreaper.model.GrowthSummary;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.model.ServedEvent;
import dev.kidreaper.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Events of two hosts that are one finding, and those that are not.
class EventFingerprintTest {
    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

    /// As one host sees it: with its own pids, sizes, times and confidence.
    private static Event recycled(int host, RecycleCause cause, Verdict verdict, String route) {
        var reason = new Reason(cause, Measure.USS, host * 1_000_003L, null);
        var worker = new ProcessId(1000 + host, host);
        var outcome =
                new Outcome.Recycled(
                        worker, reason, Duration.ofMillis(host), null, host % 2 == 0, false);
        var why =
                new GrowthSummary(
                        verdict,
                        0.9 + host / 100.0,
                        Map.of(GrowthCause.LEAK, 1.0 / host),
                        Duration.ofMinutes(host),
                        null,
                        route);
        return new Event.Ended(NOON.plusSeconds(host), "web", outcome, why);
    }

    private static Event diagnosed(int host, String route) {
        var why =
                new GrowthSummary(
                        Verdict.LEAK, 0.97, Map.of(), Duration.ofMinutes(host), null, route);
        return new Event.Diagnosed(NOON, "web", new ProcessId(host, 1), why);
    }

    private static String of(Event event) {
        return EventFingerprint.of(event, "shop");
    }

    /// The value itself: what log stores have counted by it shall find it again.
    @Test
    void oneLeakHasOneAndItNeverChanges() {
        String first = of(recycled(1, RecycleCause.LIMIT, Verdict.LEAK, "GET /cart/*"));
        assertThat(first).isEqualTo("e75acb557ff8c7cc");
        assertThat(of(recycled(2, RecycleCause.LIMIT, Verdict.LEAK, "GET /cart/*")))
                .isEqualTo(first);
        assertThat(of(diagnosed(3, "GET /cart/*"))).isEqualTo(first);
    }

    @Test
    void whatIsAnotherFindingHasAnother() {
        Event leak = recycled(1, RecycleCause.LIMIT, Verdict.LEAK, "GET /cart/*");
        assertThat(
                        java.util.List.of(
                                of(leak),
                                EventFingerprint.of(leak, "bank"),
                                EventFingerprint.of(leak, null),
                                of(diagnosed(1, "GET /")),
                                of(
                                        recycled(
                                                1,
                                                RecycleCause.LIMIT,
                                                Verdict.COPY_ON_WRITE,
                                                "GET /cart/*")),
                                of(recycled(1, RecycleCause.LIMIT, Verdict.UNDECIDED, "GET /")),
                                of(recycled(1, RecycleCause.MAX_AGE, Verdict.UNDECIDED, "GET /")),
                                of(new Event.Paused(NOON, "web", "x")),
                                of(new Event.Paused(NOON, "api", "x")),
                                of(new Event.Resumed(NOON, "web"))))
                .doesNotHaveDuplicates();
    }

    @Test
    void requestsOfOneRouteAreOneFindingWhetherFoldedOrNot() {
        String first = of(new ServedEvent.Cut(NOON, "web", "GET /user/4711/report?day=3"));
        assertThat(of(new ServedEvent.Cut(NOON, "web", "GET /user/12/report"))).isEqualTo(first);
        assertThat(of(new ServedEvent.Cut(NOON, "web", "GET /user/*/report"))).isEqualTo(first);
        assertThat(of(new ServedEvent.Cut(NOON, "web", "GET /user/*/bill"))).isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /a/b/c/d/e/f/g/h/i/j/k",
                "GET /1/2/3/4/5/6/7/8/9/10",
                "GET /v2/x17y/%20/a@b",
                "PUT /",
                "GET",
                ""
            })
    void aRouteIsItsOwnRoute(String request) {
        String route = RoutePattern.ofRequest(request);
        assertThat(RoutePattern.ofRequest(route)).isEqualTo(route);
    }
}
