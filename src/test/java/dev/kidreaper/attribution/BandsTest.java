package dev.kidreaper.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BandsTest {
    @Test
    void piecesOfLikeSizeAmongOthersAreTheFirstBand() {
        var steps = new ArrayList<GrowthStep>();
        var route = new RouteTally("GET /", 0);
        for (int pages = 20; pages < 400; pages += 10) {
            steps.add(new GrowthStep(null, route, 4096.0 * pages, true, 0));
        }
        for (int i = 0; i < 6; i++) {
            steps.add(new GrowthStep(null, route, 4096.0 * (73 + i % 2), true, 0));
        }
        List<List<GrowthStep>> bands = Bands.of(steps);
        assertThat(bands.getFirst()).hasSize(6).allMatch(p -> p.bytes() <= 4096 * 74);
    }

    @Test
    void wherePiecesAreOfAnySizeThereIsNone() {
        var steps = new ArrayList<GrowthStep>();
        var route = new RouteTally("GET /", 0);
        for (int pages = 10; pages < 10_000; pages *= 2) {
            steps.add(new GrowthStep(null, route, 4096.0 * pages, true, 0));
        }
        assertThat(Bands.of(steps)).isEmpty();
    }
}
