package dev.kidreaper.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.decide.fleet.BudgetPolicy;
import dev.kidreaper.decide.fleet.BudgetView;
import dev.kidreaper.decide.fleet.GroupStatus;
import dev.kidreaper.decide.fleet.MemberEntry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FleetTextTest {
    private static String words(int k, int workers) {
        var policy = new BudgetPolicy(k, Integer.toString(k), List.of(), null, 0, 0);
        return FleetText.words(
                new GroupStatus(
                        "shop",
                        new BudgetView(policy, 1, Map.of()),
                        Map.of("web1", new MemberEntry("a", workers, "")),
                        Map.of()));
    }

    @Test
    void aBudgetOfAllWorkersIsSaidToBeNone() {
        assertThat(words(4, 4)).contains("at-once = 4 is no bound: the group has 4 workers");
        assertThat(words(3, 4)).doesNotContain("no bound");
        assertThat(words(3, 0)).as("nobody is there yet").doesNotContain("no bound");
    }
}
