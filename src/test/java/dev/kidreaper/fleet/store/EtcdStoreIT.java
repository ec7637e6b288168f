package dev.kidreaper.fleet.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kidreaper.decide.fleet.FleetKeys;
import dev.kidreaper.decide.fleet.MemberEntry;
import dev.kidreaper.testing.EtcdServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real etcd.
class EtcdStoreIT extends StoreConformance {
    private static final FleetKeys KEYS = new FleetKeys("bad");

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

    @Override
    FleetStore store() {
        return new EtcdStore(new EtcdGateway(etcd.endpoints(), null, null));
    }

    /// The first endpoint answers nobody.
    @Test
    void itAsksTheNextMemberWhenOneIsAway() throws StoreAway {
        var endpoints = List.of(URI.create("http://127.0.0.1:1"), etcd.endpoints().getFirst());
        var store = new EtcdStore(new EtcdGateway(endpoints, null, null));
        assertThat(store.count(KEYS.slots())).isZero();
    }

    @Test
    void nobodyThereIsSaidWithTheAddress() {
        var store =
                new EtcdStore(
                        new EtcdGateway(List.of(URI.create("http://127.0.0.1:1")), null, null));
        assertThatExceptionOfType(StoreAway.class)
                .isThrownBy(() -> store.list(KEYS.budget()))
                .satisfies(e -> assertThat(e.sentence()).contains("127.0.0.1:1"));
    }

    @Test
    void aLeaseThatEndsTakesItsHostAway() throws StoreAway, InterruptedException {
        String key = new FleetKeys("lease").member("web1");
        FleetStore gone = store();
        assertThat(gone.announce(key, new MemberEntry("a", 4, ""), Duration.ofSeconds(1))).isTrue();
        FleetStore other = store();
        long end = System.nanoTime() + 30_000_000_000L;
        while (!other.announce(key, new MemberEntry("b", 4, ""), Duration.ofSeconds(60))) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(200);
        }
    }

    /// What others have written there is not believed, nor written over, and named by its key.
    @Test
    void whatMakesNoSenseCountsAsAway() {
        String key = KEYS.slot(0);
        for (String value :
                List.of(
                        "",
                        "{}",
                        "[1",
                        "{\"format\":2}",
                        "{\"format\":1,\"host\":\"../x\"}",
                        "{\"format\":1,\"host\":" + "[".repeat(200),
                        "x".repeat(70_000))) {
            etcd.ask("put", "--", key, value);
            assertThatExceptionOfType(StoreAway.class)
                    .isThrownBy(() -> store().list(KEYS.budget()))
                    .satisfies(e -> assertThat(e.sentence()).contains(key));
        }
        etcd.ask("del", key);
    }

    /// A user with a password: the right one, a wrong one, none.
    @Test
    void aPasswordIsWanted(@TempDir Path own) throws StoreAway {
        try (var server = EtcdServer.start(own, 1)) {
            server.ask("user", "add", "root:secret");
            server.ask("user", "grant-role", "root", "root");
            server.ask("auth", "enable");
            assertThat(store(server, "secret").count(KEYS.slots())).isZero();
            assertThatExceptionOfType(StoreAway.class)
                    .isThrownBy(() -> store(server, "guess").count(KEYS.slots()))
                    .satisfies(e -> {
                        assertThat(e.sentence()).contains("password").doesNotContain("guess");
                        assertThat(e.pause()).isEqualTo(Duration.ofMinutes(1));
                    });
            var nobody = new EtcdStore(new EtcdGateway(server.endpoints(), null, null));
            assertThatExceptionOfType(StoreAway.class)
                    .isThrownBy(() -> nobody.count(KEYS.slots()))
                    .satisfies(e -> assertThat(e.sentence()).contains("user and a password"));
        }
    }

    private static FleetStore store(EtcdServer server, String password) {
        var login = new EtcdGateway.Login("root", password);
        return new EtcdStore(new EtcdGateway(server.endpoints(), login, null));
    }
}
