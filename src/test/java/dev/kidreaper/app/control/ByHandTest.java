package dev.kidreaper.app.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Event;
import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Profiles;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.RecycleCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ByHandTest {
    private static final Outcome.Recycled DONE =
            new Outcome.Recycled(
                    new ProcessId(4, 4),
                    new Reason(RecycleCause.RESTART, Measure.RSS, 64 << 20, null),
                    Duration.ofMillis(38),
                    new ProcessId(5, 5),
                    false,
                    false);

    private final List<Event> recorded = new ArrayList<>();

    private static Manager manager(int pid) {
        var none = new Footprint(0, 0, 0, 0, 0);
        return new Manager(new ProcessId(pid, 1), 1, "perl-fcgi-pm", none, Profiles.UNKNOWN);
    }

    private static PoolSnapshot web() {
        return new PoolSnapshot(
                "web",
                PoolSnapshot.State.WATCHING,
                null,
                manager(812),
                Measure.USS,
                null,
                List.of(),
                0,
                0,
                0,
                null,
                List.of());
    }

    private String tell(String line) {
        return ByHand.answer(ControlQuestion.parse(line), List.of(web()), recorded::add);
    }

    /// A restart by hand of a pool that the daemon keeps is among its events.
    @Test
    void whatWasRecycledByHandIsRecordedAsItWas() {
        assertThat(tell(ByHand.of(manager(812), DONE).line())).isEqualTo("recorded");
        assertThat(recorded)
                .singleElement()
                .satisfies(e -> assertThat(e.pool()).isEqualTo("web"))
                .satisfies(e -> assertThat(((Event.Ended) e).outcome()).isEqualTo(DONE));
    }

    @Test
    void anotherManagersIsNot() {
        assertThat(tell(ByHand.of(manager(813), DONE).line())).contains("keeps no pool of it");
        assertThat(tell("by-hand manager=x worker=1-1")).contains("problem");
        assertThat(recorded).isEmpty();
    }
}
