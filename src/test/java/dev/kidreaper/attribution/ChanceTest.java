package dev.kidreaper.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ChanceTest {
    @Test
    void itIsTheTailOfTheBinomial() {
        // At least 3 of 4 by fair coins: 5 of 16.
        double chance = Chance.exactly(new double[] {4}, 3, new double[] {0.5});
        assertThat(Math.exp(-chance)).isCloseTo(5 / 16.0, within(1e-12));
    }

    @Test
    void strataAddUp() {
        double chance = Chance.exactly(new double[] {1, 1}, 2, new double[] {0.5, 0.1});
        assertThat(Math.exp(-chance)).isCloseTo(0.05, within(1e-12));
    }

    @Test
    void theBoundIsNeverMoreThanTheTruth() {
        double[] steps = {20, 7};
        double[] fair = {0.1, 0.3};
        for (int on = 1; on <= 20; on++) {
            double bound = Chance.bound(steps, new double[] {on, 0}, fair);
            assertThat(bound).isLessThanOrEqualTo(Chance.exactly(steps, on, fair));
        }
    }

    /// A route that is served often has few requests among those that still set things up.
    @Test
    void strataAreTakenTogetherOnlyWhereThatSparesTheRoute() {
        var route = new double[Stratum.COUNT];
        var all = new double[Stratum.COUNT];
        int rising = Stratum.of(2, 8);
        int later = Stratum.of(8, 8);
        route[rising] = 10;
        all[rising] = 100;
        route[later] = 50;
        all[later] = 100;
        double[] often = Stratum.fair(route, all);
        assertThat(often[rising]).isEqualTo(0.3);
        assertThat(often[later]).isEqualTo(0.3);

        route[rising] = 60;
        double[] seldom = Stratum.fair(route, all);
        assertThat(seldom[rising]).isEqualTo(0.6);
        assertThat(seldom[later]).isEqualTo(0.5);
    }
}
