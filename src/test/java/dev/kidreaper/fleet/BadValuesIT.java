package dev.kidreaper.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.decide.fleet.FleetKeys;
import dev.kidreaper.fleet.store.FleetStores;
import dev.kidreaper.model.RecycleCause;
import dev.kidreaper.pool.permit.PermitDesk;
import dev.kidreaper.testing.EtcdServer;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What others have written into a real etcd: a host takes the store for away, says so once with
/// the key's name, writes nothing over it, and goes on once it is mended.
class BadValuesIT {
    @TempDir private static Path folder;

    private static EtcdServer etcd;

    @BeforeAll
    static void begin() {
        etcd = EtcdServer.start(folder, 1);
    }

    @AfterAll
    static void end() {
        etcd.close();
    }

    private static FleetService host(String group, List<String> log) throws IOException {
        var settings = Groups.settings(group, "web1", etcd.endpoints(), 1);
        var service =
                new FleetService(
                        settings,
                        FleetStores.etcd(settings),
                        "web1",
                        "web1/1",
                        System::nanoTime,
                        log::add);
        service.start();
        return service;
    }

    private static String value(String kind) {
        return switch (kind) {
            case "broken" -> "{\"format\":1,\"k\":";
            case "newer" -> "{\"format\":2,\"k\":1}";
            default -> "{\"format\":1,\"x\":\"%s\"}".formatted("x".repeat(66_000));
        };
    }

    @ParameterizedTest
    @CsvSource({
        "policy, broken, the value of", "policy, newer, a format of a newer kidreaper",
        "policy, long, more than 64 KiB", "slot/0, broken, the value of",
        "slot/0, newer, a format of a newer kidreaper", "slot/0, long, more than 64 KiB",
        "member/web1, broken, the value of", "member/web1, newer, a format of a newer kidreaper"
    })
    void itCountsAsAwayIsSaidOnceAndIsNotWrittenOver(String name, String kind, String words)
            throws IOException {
        var keys = new FleetKeys("bad-%s-%s".formatted(name.replace('/', '-'), kind));
        String key = keys.prefix() + name;
        etcd.ask("put", "--", key, value(kind));
        var log = new CopyOnWriteArrayList<String>();
        try (FleetService service = host(keys.group(), log)) {
            PermitDesk desk = service.desk("web");
            TestPool.await(
                    "it is away",
                    () -> {
                        assertThat(desk.granted(RecycleCause.LIMIT, 1, 4)).isZero();
                        return !service.standing().engineUp();
                    });
            TestPool.sleep(Duration.ofSeconds(3)); // It asks again meanwhile.
            assertThat(desk.granted(RecycleCause.LIMIT, 1, 4)).isZero();
            assertThat(desk.granted(RecycleCause.MIN_AVAILABLE, 1, 4)).as("in need").isEqualTo(1);
            assertThat(log.stream().filter(l -> l.contains("fleet-engine-away")).toList())
                    .singleElement()
                    .satisfies(l -> assertThat(l).contains(key, words));
            assertThat(etcd.ask("get", key, "--print-value-only")).isEqualTo(value(kind) + "\n");
            etcd.ask("del", key);
            TestPool.await("a permit", () -> desk.granted(RecycleCause.LIMIT, 1, 4) > 0);
            assertThat(log.toString()).contains("fleet-engine-back");
        }
    }
}
