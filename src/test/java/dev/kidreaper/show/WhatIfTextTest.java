package dev.kidreaper.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Measure;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.whatif.WhatIf;
import java.util.List;
import org.junit.jupiter.api.Test;

class WhatIfTextTest {
    private static final PoolSnapshot WEB =
            new PoolSnapshot(
                    "web",
                    PoolSnapshot.State.WATCHING,
                    null,
                    null,
                    Measure.USS,
                    null,
                    List.of(),
                    0,
                    0,
                    0,
                    null,
                    List.of());

    /// No new worker weighs nothing.
    @Test
    void withoutALifeNothingIsSaidOfLives() {
        var none = new WhatIf(List.of(), 0, "it takes at least 3 lives", 0, 0, 0);
        assertThat(WhatIfText.words(WEB, none))
                .isEqualTo("no limit is suggested: it takes at least 3 lives");
        var some = new WhatIf(List.of(), 0, "it takes at least 3 lives", 2, 5 << 20, 0);
        assertThat(WhatIfText.words(WEB, some))
                .endsWith("\nfrom 2 lives of the last week; a new worker weighs 5.00M");
    }
}
