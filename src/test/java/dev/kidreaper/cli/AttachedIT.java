package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.HttpLoad;
import dev.kidreaper.testing.Nginx;
import dev.kidreaper.testing.Preforked;
import dev.kidreaper.testing.Preforked.Kind;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// `kidreaper serve --attach` between the real nginx and the workers of real managers.
class AttachedIT {
    private static final Pattern LEFT =
            Pattern.compile("event=leaving why=max-requests requests=(\\d+)");

    private static final Pattern RECYCLING =
            Pattern.compile("event=recycling uss=([\\d.]+)M limit=30.0M");

    private final Path folder;

    AttachedIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @EnumSource
    void everyRequestIsCountedAndNobodyIsCutOff(Kind kind) {
        try (var pool = Preforked.start(kind);
                var served = pool.served(folder, "--max-requests", "40");
                var nginx = Nginx.start(pool.folder(), served.socket())) {
            var load = HttpLoad.on(nginx.port(), Collections.nCopies(6, "/?x=1"));
            TestPool.await("recycles", () -> served.logs("event=recycled") >= 8);
            load.close();
            assertThat(load.failures()).isEmpty();
            assertThat(load.bodies().values()).as(served.log()).allMatch(n -> n <= 40);
            assertThat(load.bodies().values().stream().filter(n -> n == 40).count())
                    .isGreaterThanOrEqualTo(8);
            var counts = LEFT.matcher(served.log()).results().map(r -> r.group(1)).distinct();
            assertThat(counts).containsExactly("40");
            assertThat(served.number("cut")).isZero();
            assertThat(served.number("requests")).isEqualTo(load.answered());
            assertThat(served.logs("event=failed")).as(served.log()).isZero();
            assertThat(served.log()).doesNotContain("event=broken", "[BUG]");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PROCMANAGER", "FPM_ON_PATH", "FPM_ON_PORT"})
    void whoeverIsTooLargeGoesAfterTheRequestThatMadeHimSo(Kind kind) throws IOException {
        try (var pool = Preforked.start(kind);
                var served = pool.served(folder, "--limit", "30M");
                var nginx = Nginx.start(pool.folder(), served.socket())) {
            for (int i = 0; i < 200 && served.logs("event=recycled") < 3; i++) {
                HttpLoad.get(nginx.port(), "/?leak=2048");
            }
            var sizes = RECYCLING.matcher(served.log()).results().map(r -> r.group(1)).toList();
            assertThat(sizes).hasSizeGreaterThanOrEqualTo(3);
            assertThat(sizes).map(Double::valueOf).allMatch(mib -> mib >= 30 && mib < 32.1);
            assertThat(served.number("cut")).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PROCMANAGER", "FPM_ON_PATH"})
    void hupReplacesAllUnderLoadAndTermLeavesThemServing(Kind kind) throws IOException {
        try (var pool = Preforked.start(kind);
                var served = pool.served(folder)) {
            var before = List.copyOf(pool.pids());
            try (var nginx = Nginx.start(pool.folder(), served.socket())) {
                var load = HttpLoad.on(nginx.port(), Collections.nCopies(6, "/?slow=0.01"));
                TestPool.kill("HUP", served.pid());
                TestPool.await("new workers", () -> served.logs("event=recycled") == 4);
                assertThat(served.stop()).isTrue();
                load.close();
                // nginx itself refuses from then on.
                assertThat(load.failures()).allMatch(f -> f.contains("502 Bad Gateway"));
            }
            var now = List.copyOf(pool.pids());
            assertThat(now).hasSize(4).doesNotContainAnyElementsOf(before);
            if (kind != Kind.FPM_ON_PORT) {
                try (var direct = Nginx.start(pool.folder(), Path.of(pool.address()))) {
                    assertThat(HttpLoad.get(direct.port(), "/?x=1")).contains("pid=");
                }
            }
            assertThat(pool.pids()).containsExactlyInAnyOrderElementsOf(now);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWorkerThatIsKilledIsReplaced(Kind kind) throws IOException {
        try (var pool = Preforked.start(kind);
                var served = pool.served(folder);
                var nginx = Nginx.start(pool.folder(), served.socket())) {
            String body = HttpLoad.get(nginx.port(), "/?x=1");
            long first = Long.parseLong(body.replaceFirst("(?s)pid=(\\d+).*", "$1"));
            TestPool.kill("KILL", first);
            TestPool.await(
                    "another", () -> pool.pids().size() == 4 && !pool.pids().contains(first));
            served.awaitLogs(
                    "worker=%d event=exited how=\"its process is gone\"".formatted(first), 1);
            for (int i = 0; i < 20; i++) {
                assertThat(HttpLoad.get(nginx.port(), "/?x=1"))
                        .doesNotContain("pid=" + first + " ");
            }
            TestPool.await("four connections", () -> served.holds(4));
        }
    }
}
