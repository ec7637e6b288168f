package dev.kidreaper.app.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.decide.OperatorPause;
import dev.kidreaper.history.Bounds;
import dev.kidreaper.history.History;
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
import dev.kidreaper.pool.ManagedPool.Obstacles;
import dev.kidreaper.show.DaemonStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
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

    /// `status` counts it too.
    @Test
    void whatWasRecycledByHandIsCounted() {
        var program = new DaemonStatus.Program("1", "watch", 1, Instant.EPOCH, null);
        var history = History.inMemory(Bounds.DEFAULT);
        var answers = new ControlAnswers(new Desk(List.of(web())), history, program, recorded::add);
        assertThat(answers.answer("status json", _ -> "")).contains("\"recycled\":0");
        answers.answer(ByHand.of(manager(812), DONE).line(), _ -> "");
        assertThat(answers.answer("status json", _ -> "")).contains("\"recycled\":1");
        assertThat(recorded).hasSize(1);
    }

    @Test
    void anotherManagersIsNot() {
        assertThat(tell(ByHand.of(manager(813), DONE).line())).contains("keeps no pool of it");
        assertThat(tell("by-hand manager=x worker=1-1")).contains("problem");
        assertThat(recorded).isEmpty();
    }

    /// Pools that nobody asks for anything.
    private record Desk(List<PoolSnapshot> snapshots) implements PoolDesk {
        @Override
        public Map<String, Instant> since() {
            return Map.of();
        }

        @Override
        public OptionalInt recycle(String pool, int pid, RecycleCause because) {
            return OptionalInt.empty();
        }

        @Override
        public void waive(String pool, String why, int workers) {}

        @Override
        public boolean pause(String pool, @Nullable OperatorPause pause) {
            return false;
        }

        @Override
        public Optional<Obstacles> obstacles(String pool) {
            return Optional.empty();
        }
    }
}
