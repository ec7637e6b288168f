package dev.kidreaper.hook;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.EventOrigin;
import dev.kidreaper.model.HookSettings;
import dev.kidreaper.tally.OwnCounts;
import dev.kidreaper.testing.JsonValue;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real programs that are told of events.
class HooksTest {
    private static final EventOrigin ORIGIN = new EventOrigin("web1", "shop", "v42", Instant.EPOCH);

    private final Path folder;
    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

    HooksTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static HookSettings hook(@Nullable String user, int most, String... command) {
        return new HookSettings(
                "tell",
                Set.of("paused", "recycled"),
                Set.of(),
                List.of(command),
                user,
                Duration.ofMillis(300),
                most,
                Duration.ofHours(1));
    }

    private HookSettings shell(int most, String script) {
        return hook(null, most, "/bin/sh", "-c", script, "sh", folder.toString());
    }

    private static Event paused(String why) {
        return new Event.Paused(Instant.now(), "web", why);
    }

    private String written(String name) {
        TestPool.await(name, () -> TestPool.read(folder.resolve(name)).endsWith("\n"));
        return TestPool.read(folder.resolve(name));
    }

    @Test
    void theEventIsItsInputAndItsEnvironmentIsBare() {
        String script = "cat >$1/in; ls /proc/self/fd | wc -l >$1/fds; env | sort >$1/env";
        new Hooks(List.of(shell(9, script)), warnings::add, new OwnCounts(), () -> ORIGIN)
                .happened(paused("ü \"quoted\"\n"));
        JsonValue json = JsonValue.parse(written("in"));
        assertThat(json.get("event").text()).isEqualTo("paused");
        assertThat(json.get("why").text()).isEqualTo("ü \"quoted\"\n");
        assertThat(json.get("held_back").number()).isZero();
        assertThat(json.get("host").text()).isEqualTo("web1");
        assertThat(json.get("group").text()).isEqualTo("shop");
        assertThat(json.get("version").text()).isEqualTo("v42");
        assertThat(json.get("fingerprint").text()).matches("[0-9a-f]{16}");
        // 0, 1, 2, and the folder that ls reads.
        assertThat(written("fds").strip()).isEqualTo("4");
        TestPool.await("env", () -> TestPool.read(folder.resolve("env")).contains("PWD="));
        assertThat(written("env").lines().map(l -> l.replaceFirst("=.*", "")))
                .contains("PATH", "KIDREAPER_EVENT", "KIDREAPER_POOL", "KIDREAPER_TEXT")
                .contains("KIDREAPER_HOST", "KIDREAPER_GROUP", "KIDREAPER_VERSION")
                .contains("KIDREAPER_FINGERPRINT")
                .doesNotContain("HOME", "USER", "NOTIFY_SOCKET");
        assertThat(warnings).isEmpty();
    }

    @Test
    void onlyWhatItWantsIsTold() {
        HookSettings hook = shell(9, "echo");
        assertThat(hook.wants(paused("x"))).isTrue();
        assertThat(hook.wants(new Event.Resumed(Instant.now(), "web"))).isFalse();
        var ofShop =
                new HookSettings(
                        "tell",
                        hook.on(),
                        Set.of("shop"),
                        hook.command(),
                        null,
                        hook.timeout(),
                        9,
                        hook.per());
        assertThat(ofShop.wants(paused("x"))).isFalse();
    }

    /// Recycles that are held back do not hide a pause, and are counted.
    @Test
    void whatIsHeldBackIsToldOfLater() {
        HookSettings hook = shell(1, "");
        var budget = new HookBudget(hook);
        long hour = hook.per().toNanos();
        assertThat(budget.allows(EventKind.RECYCLED, 0)).isTrue();
        assertThat(budget.allows(EventKind.RECYCLED, 1)).isFalse();
        assertThat(budget.allows(EventKind.RECYCLED, hour - 1)).isFalse();
        assertThat(budget.allows(EventKind.PAUSED, 2)).isTrue();
        assertThat(budget.allows(EventKind.RECYCLED, hour)).isTrue();
        assertThat(budget.heldBack(EventKind.RECYCLED)).isEqualTo(2);
        assertThat(budget.heldBack(EventKind.RECYCLED)).isZero();
    }

    /// Also its children go, though it ignores TERM; the next one is told all the same.
    @Test
    void oneThatHangsIsEndedWithAllItsChildren() throws IOException {
        String hangs =
                "trap '' TERM; sleep 60 & echo $! >$1/child; echo $$ >$1/self; wait; sleep 60";
        HookSettings hook = shell(9, hangs);
        HookInput input = HookInput.of("tell", paused("x"), ORIGIN, 0);
        var result = HookRun.run(hook, input, Duration.ofMillis(300));
        assertThat(result.succeeded()).isFalse();
        assertThat(result.words()).isEqualTo("still ran after 300 ms, and was ended");
        for (String who : List.of("child", "self")) {
            Path process = Path.of("/proc", written(who).strip());
            TestPool.await(who, () -> isGone(process));
        }
    }

    private static boolean isGone(Path process) {
        return TestPool.read(process.resolve("stat")).matches("(?s)|.*\\) Z .*");
    }

    @Test
    void onesThatFailAreSaid() {
        var counts = new OwnCounts();
        var hooks =
                new Hooks(
                        List.of(hook(null, 9, "/no/such/program"), shell(9, "exit 7")),
                        warnings::add,
                        counts,
                        () -> ORIGIN);
        hooks.happened(paused("x"));
        TestPool.await("both", () -> warnings.size() == 2);
        assertThat(counts.hooks()).containsEntry("tell", new OwnCounts.Runs(0, 2, 0));
        assertThat(warnings)
                .containsExactly(
                        "hook=tell event=hook-failed of=paused why=\"/no/such/program: ENOENT"
                                + " (no such file)\"",
                        "hook=tell event=hook-failed of=paused why=\"exit 7\"");
    }

    /// More events than there is room for, while a program hangs: nobody waits.
    @Test
    void nobodyWaitsForThem() {
        var counts = new OwnCounts();
        var hooks =
                new Hooks(
                        List.of(shell(1000, "cat >/dev/null; sleep 1")),
                        warnings::add,
                        counts,
                        () -> ORIGIN);
        long start = System.nanoTime();
        for (int i = 0; i < 1000; i++) {
            hooks.happened(paused("x".repeat(1000)));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        hooks.replace(List.of());
        assertThat(requireNonNull(counts.hooks().get("tell")).dropped()).isBetween(900L, 936L);
    }

    @Test
    void theSampleIsOfAKindThatItWants() {
        assertThat(HookSample.of(shell(1, "")).kind()).isEqualTo(EventKind.PAUSED);
        for (String name : HookSettings.names()) {
            var hook =
                    new HookSettings(
                            "h",
                            Set.of(name),
                            Set.of(),
                            List.of("/bin/true"),
                            null,
                            Duration.ofSeconds(5),
                            1,
                            Duration.ofHours(1));
            assertThat(hook.wants(HookSample.of(hook))).as(name).isTrue();
        }
    }

    @Test
    void itRunsAsAnotherUser() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        HookSettings hook =
                hook("nobody", 9, "/bin/sh", "-c", "id -un >$1/user", "sh", folder.toString());
        new Hooks(List.of(hook), warnings::add, new OwnCounts(), () -> ORIGIN)
                .happened(paused("x"));
        assertThat(written("user")).isEqualTo("nobody\n");
    }
}
