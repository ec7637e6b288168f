package dev.kidreaper.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.decide.fleet.BudgetView;
import dev.kidreaper.decide.fleet.GroupStatus;
import dev.kidreaper.decide.fleet.MemberEntry;
import dev.kidreaper.model.FleetSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A group of two hosts with eight workers each.
class BudgetCheckTest {
    private static List<String> words(String atOnce, Duration life) {
        var fleet =
                new FleetSettings(
                        "shop",
                        null,
                        List.of(URI.create("http://localhost:2379")),
                        null,
                        null,
                        null,
                        atOnce,
                        3,
                        Duration.ofMinutes(15),
                        Duration.ZERO,
                        null,
                        null,
                        null);
        var host = new MemberEntry("run", 8, "");
        var status =
                new GroupStatus(
                        "shop",
                        new BudgetView(null, 0, Map.of()),
                        Map.of("web1", host, "web2", host),
                        Map.of());
        return BudgetCheck.words(fleet, status, life);
    }

    @Test
    void itSaysWhatTheBudgetComesTo() {
        assertThat(words("25%", Duration.ZERO))
                .containsExactly(
                        "group shop has 2 hosts with 16 workers: 4 of them may be away at once");
    }

    @Test
    void moreThanTheGroupHasBoundsNothing() {
        assertThat(words("16", Duration.ZERO))
                .contains(
                        "warning: at-once = 16 is not less than all 16 workers: it bounds nothing");
        assertThat(words("15", Duration.ZERO)).hasSize(1);
    }

    /// 16 workers, each away 5 s in 60 s: 1.3.
    @Test
    void belowTheNeedIsSaid() {
        assertThat(words("1", Duration.ofMinutes(1)))
                .contains(
                        "warning: the budget is below the need: with a max-age of 60 s, 1.3 workers"
                                + " are away at any time, and only 1 may be");
        assertThat(words("2", Duration.ofMinutes(1))).hasSize(1);
    }
}
