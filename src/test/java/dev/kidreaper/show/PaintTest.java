package dev.kidreaper.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaintTest {
    private static final String STATUS =
            """
            kidreaper 0.1.0 watch, pid 12, up 3 h 7 min

            web: watching, manager 812 (php-fpm), recycled 3
            mail: missing, recycled 0
            jobs: observing, manager 9 (unknown), recycled 0\
            """;

    private final Paint on = new Paint(true);
    private final Paint off = new Paint(false);

    @Test
    void theStateOfAPoolHasAColour() {
        assertThat(on.status(STATUS))
                .contains("web: \u001b[32mwatching\u001b[m, manager 812")
                .contains("mail: \u001b[31mmissing\u001b[m, ")
                .contains("jobs: \u001b[33mobserving\u001b[m, ")
                .startsWith("kidreaper 0.1.0 watch, pid 12");
    }

    @Test
    void whoGoesIsRed() {
        assertThat(on.table("WORKER\n   901  goes\n   902"))
                .isEqualTo("WORKER\n\u001b[31m   901  goes\u001b[m\n   902");
    }

    @Test
    void anOutcomeHasItsColour() {
        var reason = new Reason(RecycleCause.RESTART, Measure.RSS, 1, null);
        var one = new ProcessId(1, 1);
        assertThat(on.outcome(new Outcome.Failed(one, reason, "x", false, false), "no"))
                .isEqualTo("\u001b[31mno\u001b[m");
        var recycled = new Outcome.Recycled(one, reason, Duration.ZERO, null, true, false);
        assertThat(on.outcome(recycled, "yes")).isEqualTo("\u001b[32myes\u001b[m");
        assertThat(off.outcome(recycled, "yes")).isEqualTo("yes");
    }

    @Test
    void nothingIsPaintedWhereNobodyWatches() {
        assertThat(off.status(STATUS)).isEqualTo(STATUS);
        assertThat(off.table("   901  goes")).isEqualTo("   901  goes");
    }
}
