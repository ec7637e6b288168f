package dev.kidreaper.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Verdict;
import dev.kidreaper.testing.Tracefs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/// Two real pools that fill a table: one by keys that are never asked for again, one by some that
/// are.
class EachConnectionIT {
    private static final Workload LEAK =
            Workload.parse(
                    "table | python | 3 30 0 3 | 12 even | fill:3000:1000000000 | leak | | ");
    private static final Workload CACHE =
            Workload.parse("cache | python | 3 30 0 3 | 12 even | fill:3000:1500 | warm-up | | ");

    @Test
    void whatEachConnectionLeavesIsALeak() throws InterruptedException {
        Tracefs.mount();
        Map<Workload, Diagnosis> said = new ConcurrentHashMap<>();
        CollectionRun.each(
                List.of(LEAK, CACHE),
                Duration.ofSeconds(60),
                2,
                (pool, seen) -> said.put(pool, Judge.of(seen)));
        Diagnosis leak = Objects.requireNonNull(said.get(LEAK));
        Findings findings = Objects.requireNonNull(leak.findings());
        assertThat(leak.verdict()).as(leak.toString()).isEqualTo(Verdict.LEAK);
        assertThat(findings.eachPieces()).isEqualTo(1);
        assertThat(findings.eachBytes()).isBetween(2900L, 3300L);
        assertThat(findings.eachOf()).isBetween(300L, 720L);
        Diagnosis cache = Objects.requireNonNull(said.get(CACHE));
        assertThat(cache.verdict()).as(cache.toString()).isNotEqualTo(Verdict.LEAK);
        assertThat(Objects.requireNonNull(cache.findings()).eachPieces()).isZero();
    }
}
