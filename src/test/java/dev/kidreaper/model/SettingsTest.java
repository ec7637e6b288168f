package dev.kidreaper.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The nouns of a configuration refuse what makes no sense, whoever makes them.
class SettingsTest {
    private static PoolSettings pool(String name, Limits limits, boolean observe, int atOnce) {
        return new PoolSettings(
                name,
                new ManagerTarget.ByPid(812),
                new ProfileChoice.Recognised(),
                limits,
                new RecyclePolicy(observe, atOnce, false, Pace.DEFAULT, List.of()));
    }

    @Test
    void aPoolHasANameALimitAndAPace() {
        assertThat(pool("web", Limits.NONE, true, 1).policy().observe()).isTrue();
        assertThatThrownBy(() -> pool("web", Limits.NONE, false, 1)).hasMessageContaining("limit");
        assertThatThrownBy(() -> pool("web", Limits.NONE, true, 0)).hasMessageContaining("at-once");
        assertThatThrownBy(() -> pool("a/b", Limits.NONE, true, 1)).hasMessageContaining("a/b");
    }

    @Test
    void poolsAreToldApart() {
        var web = pool("web", Limits.NONE, true, 1);
        assertThatThrownBy(() -> new Settings(List.of(), List.of(), "/s", null, null))
                .hasMessageContaining("no pool");
        assertThatThrownBy(() -> new Settings(List.of(web, web), List.of(), "/s", null, null))
                .hasMessageContaining("web");
    }

    @Test
    void amountsAreInRelationToSomething() {
        var gigabyte = new Size(1 << 30);
        assertThat(new Amount.Share(25).of(gigabyte)).isEqualTo(new Size(1 << 28));
        assertThat(new Amount.TimesNewborn(2).of(gigabyte)).isEqualTo(new Size(1L << 31));
        assertThat(new Amount.Bytes(gigabyte).of(new Size(1))).isEqualTo(gigabyte);
        assertThat(new Amount.Share(12.5)).hasToString("12.5%");
        assertThat(new Amount.TimesNewborn(3)).hasToString("3x");
    }

    @Test
    void amountsHaveSense() {
        assertThatThrownBy(() -> new Amount.Share(0)).hasMessageContaining("0%");
        assertThatThrownBy(() -> new Amount.Share(Double.NaN)).hasMessageContaining("0%");
        assertThatThrownBy(() -> new Amount.TimesNewborn(1)).hasMessageContaining("1x");
        assertThatThrownBy(() -> new Amount.Bytes(new Size(120))).hasMessageContaining("120B");
    }

    @Test
    void findersAreSaidInWords() {
        assertThat(new ManagerTarget.ByPidfile("/run/x").words()).isEqualTo("pidfile /run/x");
        assertThat(new ManagerTarget.ByPid(5).words()).isEqualTo("pid 5");
        assertThat(new ManagerTarget.BySystemdUnit("a.service").words())
                .isEqualTo("systemd-unit a.service");
        assertThat(new ManagerTarget.ByCommand(CommandPattern.parse("x y")).words())
                .isEqualTo("command 'x y'");
    }

    @Test
    void findersNameSomebody() {
        assertThatThrownBy(() -> new ManagerTarget.ByPidfile("run/x"))
                .hasMessageContaining("run/x");
        assertThatThrownBy(() -> new ManagerTarget.ByPid(0)).hasMessageContaining("0");
        assertThatThrownBy(() -> new ManagerTarget.BySystemdUnit("a"))
                .hasMessageContaining("service");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:9180, 127.0.0.1, 9180, true",
        "localhost:80, localhost, 80, true",
        "[::1]:9180, ::1, 9180, true",
        "0.0.0.0:0, 0.0.0.0, 0, false",
        "127.example.com:80, 127.example.com, 80, false",
        "my-host.example:65535, my-host.example, 65535, false"
    })
    void readsAddresses(String text, String host, int port, boolean loopback) {
        var address = ListenAddress.parse(text);
        assertThat(address).isEqualTo(new ListenAddress(host, port)).hasToString(text);
        assertThat(address.isLoopback()).isEqualTo(loopback);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "9180", ":9180", "a:b", "::1:9180", "a:65536", "http://a:1", "a:"})
    void refusesWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> ListenAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
