package dev.kidreaper.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Amount;
import dev.kidreaper.model.Blackout;
import dev.kidreaper.model.CommandPattern;
import dev.kidreaper.model.ListenAddress;
import dev.kidreaper.model.ManagerTarget;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Pace;
import dev.kidreaper.model.PhpProfiles;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.ProcessSignature;
import dev.kidreaper.model.ProfileChoice;
import dev.kidreaper.model.Settings;
import dev.kidreaper.model.Signal;
import dev.kidreaper.model.Size;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every key that a configuration can have, and what it becomes.
class SettingsFileTest {
    private static final Size MEBIBYTES_120 = new Size(120 << 20);

    /// @param toml what is written
    /// @param becomes what is looked at in the settings that it becomes
    record Key(String toml, Function<Settings, @Nullable Object> becomes, @Nullable Object value) {
        @Override
        public String toString() {
            return toml;
        }
    }

    static Stream<Key> finders() {
        return Stream.of(
                finder("pidfile = '/run/x.pid'", new ManagerTarget.ByPidfile("/run/x.pid")),
                finder("pid = 812", new ManagerTarget.ByPid(812)),
                finder(
                        "systemd-unit = 'a@b.service'",
                        new ManagerTarget.BySystemdUnit("a@b.service")),
                finder(
                        "systemd-unit = 'php8.2-fpm'",
                        new ManagerTarget.BySystemdUnit("php8.2-fpm.service")),
                finder(
                        "systemd-unit = 'uwsgi@blog.example.org'",
                        new ManagerTarget.BySystemdUnit("uwsgi@blog.example.org.service")),
                finder(
                        "command = '^/usr/bin/perl .*x'",
                        new ManagerTarget.ByCommand(CommandPattern.parse("^/usr/bin/perl .*x"))));
    }

    private static Key finder(String line, ManagerTarget managerTarget) {
        String toml = "[[pool]]\nname = 'web'\nlimit = '120M'\n" + line;
        return new Key(toml, s -> s.pools().getFirst().managerTarget(), managerTarget);
    }

    static Stream<Key> limits() {
        return Stream.of(
                pool("limit = '120M'", p -> p.limits().worker(), new Amount.Bytes(MEBIBYTES_120)),
                pool(
                        "limit = '125829120'",
                        p -> p.limits().worker(),
                        new Amount.Bytes(MEBIBYTES_120)),
                pool("limit = '3x'", p -> p.limits().worker(), new Amount.TimesNewborn(3)),
                pool("limit = '2.5x'", p -> p.limits().worker(), new Amount.TimesNewborn(2.5)),
                pool("limit = '10%'", p -> p.limits().worker(), new Amount.Share(10)),
                pool("observe = true", p -> p.limits().worker(), null),
                pool("observe = true", p -> p.policy().observe(), true),
                pool("limit = '1G'", p -> p.policy().observe(), false),
                pool("limit = '1G'\nmeasure = 'rss'", p -> p.limits().measure(), Measure.RSS),
                pool("limit = '1G'", p -> p.limits().measure(), Measure.USS),
                pool("limit = '1G'", p -> p.limits().mayGoByRss(), true),
                pool("limit = '1G'\nmeasure = 'uss'", p -> p.limits().mayGoByRss(), false),
                pool("limit = '1G'\npool-limit = '1G'", p -> p.limits().mayGoByRss(), false),
                pool("limit = '1G'", p -> p.limits().withChildren(), false),
                pool("limit = '1G'\nwith-children = true", p -> p.limits().withChildren(), true),
                pool("max-age = '12h'", p -> p.limits().maxAge(), Duration.ofHours(12)),
                pool(
                        "pool-limit = '120M'",
                        p -> p.limits().pool(),
                        new Amount.Bytes(MEBIBYTES_120)),
                pool("pool-limit = '50%'", p -> p.limits().pool(), new Amount.Share(50)),
                pool("min-available = '5%'", p -> p.limits().minAvailable(), new Amount.Share(5)),
                pool("max-pressure = '12.5%'", p -> p.limits().maxPressure(), 12.5));
    }

    static Stream<Key> profiles() {
        return Stream.of(
                pool("limit = '1G'", PoolSettings::profile, new ProfileChoice.Recognised()),
                pool(
                        "limit = '1G'\nprofile = 'php-fpm'",
                        PoolSettings::profile,
                        new ProfileChoice.Named(PhpProfiles.PHP_FPM)),
                custom("signal = 'sigusr1'", c -> c.profile().graceful(), Signal.USR1),
                custom("signal = 'HUP'", c -> c.profile().deadly(), Set.of()),
                custom("signal = 'HUP'", c -> c.profile().manager(), null),
                custom("signal = 'HUP'", c -> c.profile().worker(), ProcessSignature.ANY),
                custom("signal = 'HUP'", ProfileChoice.Custom::command, null),
                custom(
                        "signal = 'HUP'\ndeadly = ['TERM', 'int']",
                        c -> c.profile().deadly(),
                        Set.of(Signal.TERM, Signal.INT)),
                custom(
                        "signal = 'HUP'\ndeadly = 'TERM'",
                        c -> c.profile().deadly(),
                        Set.of(Signal.TERM)),
                custom(
                        "signal = 'HUP'\nmanager-title = ['a', 'b']",
                        c -> c.profile().manager(),
                        ProcessSignature.titled("a", "b")),
                custom(
                        "signal = 'HUP'\nmanager-title = 'm'\nworker-title = 'w'",
                        c -> c.profile().worker(),
                        ProcessSignature.titled("w")),
                custom(
                        "signal = 'HUP'\nmanager-command = 'x y'",
                        ProfileChoice.Custom::command,
                        CommandPattern.parse("x y")));
    }

    static Stream<Key> paces() {
        return Stream.of(
                pool("limit = '1G'", p -> p.policy().pace(), Pace.DEFAULT),
                pool("limit = '1G'", p -> p.policy().atOnce(), 1),
                pool("limit = '1G'", p -> p.policy().blackouts(), List.of()),
                pace("at-once = 3", p -> p.policy().atOnce(), 3),
                pace("pause = '2s'", p -> p.policy().pace().pause(), Duration.ofSeconds(2)),
                pace("pause = '0'", p -> p.policy().pace().pause(), Duration.ZERO),
                pace("newborn = '500ms'", p -> p.policy().pace().newborn(), Duration.ofMillis(500)),
                pace("deadline = '3m'", p -> p.policy().pace().deadline(), Duration.ofMinutes(3)),
                pace("kill-after = '1h'", p -> p.policy().pace().killAfter(), Duration.ofHours(1)),
                pace("pause = '2s'", p -> p.policy().pace().killAfter(), null),
                pace(
                        "blackout = '22:00-06:00'",
                        p -> p.policy().blackouts(),
                        List.of(Blackout.parse("22:00-06:00"))),
                pace(
                        "blackout = [\n  # why\n\n'Mon 09:00-10:00',\n'22:00-06:00']",
                        p -> p.policy().blackouts().size(),
                        2));
    }

    static Stream<Key> services() {
        return Stream.of(
                top("", Settings::controlSocket, "/run/kidreaper/control.sock"),
                top("[control]\nsocket = '/run/k.sock'", Settings::controlSocket, "/run/k.sock"),
                top("", Settings::historyFile, "/var/lib/kidreaper/history.db"),
                top("[history]\nfile = '/srv/h.db'", Settings::historyFile, "/srv/h.db"),
                top("[history]\nfile = 'off'", Settings::historyFile, null),
                top("", Settings::webListen, new ListenAddress("127.0.0.1", 9180)),
                top(
                        "[web]\nlisten = '[::1]:80'",
                        Settings::webListen,
                        new ListenAddress("::1", 80)),
                top("[web]\nlisten = 'off'", Settings::webListen, null),
                top("[web]\n", Settings::webListen, new ListenAddress("127.0.0.1", 9180)));
    }

    private static Key pool(
            String lines,
            Function<PoolSettings, @Nullable Object> becomes,
            @Nullable Object value) {
        String toml = "[[pool]]\nname = 'web'\npidfile = '/run/x'\n" + lines;
        return new Key(toml, s -> becomes.apply(s.pools().getFirst()), value);
    }

    private static Key custom(
            String lines,
            Function<ProfileChoice.Custom, @Nullable Object> becomes,
            @Nullable Object value) {
        return pool(
                "limit = '1G'\n[pool.custom]\n" + lines,
                p -> becomes.apply((ProfileChoice.Custom) p.profile()),
                value);
    }

    private static Key pace(
            String lines,
            Function<PoolSettings, @Nullable Object> becomes,
            @Nullable Object value) {
        return pool("limit = '1G'\n[pool.pace]\n" + lines, becomes, value);
    }

    private static Key top(
            String lines, Function<Settings, @Nullable Object> becomes, @Nullable Object value) {
        Key pool = pool("limit = '1G'\n" + lines, _ -> null, null);
        return new Key(pool.toml(), becomes, value);
    }

    @ParameterizedTest
    @MethodSource({"finders", "limits", "profiles", "paces", "services"})
    void eachKeyBecomesWhatItSays(Key key) {
        assertThat(key.becomes().apply(Configurations.loaded(key.toml()))).isEqualTo(key.value());
    }

    @Test
    void theUsualWaysOfWritingTomlAreTheSame() {
        String usual =
                """
                [[pool]]
                name = "web"
                pidfile = "/run/x"
                limit = "120M"
                [pool.pace]
                pause = "2s"
                """;
        String dotted =
                "[[pool]]\r\n\"name\" = '''web'''\r\npidfile = '/run/x'\r\n"
                        + "limit = \"\\u003120M\"\r\npace.pause = '2s'";
        String inline =
                "pool = [{name = 'web', pidfile = '/run/x', limit = '120M',"
                        + " pace = {pause = '2s'}}]";
        assertThat(Configurations.loaded(inline)).isEqualTo(Configurations.loaded(usual));
        assertThat(Configurations.loaded(dotted)).isEqualTo(Configurations.loaded(usual));
    }

    @Test
    void poolsKeepTheirOrder() {
        String toml =
                """
                [[pool]]
                name = "b"
                pidfile = "/run/b"
                observe = true
                [[pool]]
                name = "a"
                pidfile = "/run/a"
                observe = true
                """;
        assertThat(Configurations.loaded(toml).pools())
                .extracting(PoolSettings::name)
                .containsExactly("b", "a");
    }
}
