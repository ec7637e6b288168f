package dev.kidreaper.pool.places;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Footprint;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Worker;
import dev.kidreaper.pool.SimulatedWorker;
import dev.kidreaper.pool.TrackedWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which place of its pool each worker has.
class WorkerPlacesTest {
    private final WorkerPlaces places = new WorkerPlaces();
    private final List<TrackedWorker> there = new ArrayList<>();
    private int born;

    private TrackedWorker comes() {
        born++;
        var id = new ProcessId(1000 + born, born);
        var memory = new SimulatedWorker(id, 0, 0, new Random(born)).memory();
        var worker = new Worker(id, Duration.ZERO, Duration.ZERO, "", Footprint.cheap(0, 0));
        var tracked = new TrackedWorker(memory, worker, Limits.NONE, born, () -> 0);
        there.add(tracked);
        return tracked;
    }

    private List<Integer> taken() {
        return there.stream().map(TrackedWorker::place).sorted().toList();
    }

    @Test
    void aReplacementInheritsThePlace() {
        comes();
        TrackedWorker second = comes();
        comes();
        places.look(there);
        assertThat(taken()).containsExactly(0, 1, 2);

        there.remove(second);
        places.look(there);
        TrackedWorker next = comes();
        places.look(there);
        assertThat(next.place()).isEqualTo(1);
    }

    @Test
    void aReplacementThatIsThereBeforeInheritsLater() {
        comes();
        TrackedWorker leaving = comes();
        places.look(there);
        leaving.setLeaving(true);
        TrackedWorker next = comes();
        places.look(there);
        assertThat(next.place()).isEqualTo(2);

        there.remove(leaving);
        places.look(there);
        assertThat(next.place()).isEqualTo(1);
        assertThat(taken()).containsExactly(0, 1);
    }

    @Test
    void whereItIsKnownWhomItReplacesThatIsWhosePlaceItGets() {
        TrackedWorker first = comes();
        TrackedWorker second = comes();
        places.look(there);
        TrackedWorker next = comes();
        places.look(there, id -> id.equals(next.id()) ? first.id() : null);
        there.remove(second);
        places.look(there);
        assertThat(next.place()).isEqualTo(2);
        there.remove(first);
        places.look(there);
        assertThat(next.place()).isZero();
    }

    @Test
    void aPoolThatShrinksKeepsItsPlaces() {
        IntStream.range(0, 5).forEach(_ -> comes());
        places.look(there);
        List<Integer> before = there.stream().map(TrackedWorker::place).toList();
        there.remove(1);
        there.remove(2);
        places.look(there);
        assertThat(taken()).containsExactly(before.get(0), before.get(2), before.get(4));
    }

    /// Whatever comes and goes: nobody shares a place, and there are no more places than there were
    /// workers at once.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void placesAreAsManyAsWorkersAtOnce(long seed) {
        var random = new Random(seed);
        int most = 0;
        for (int i = 0; i < 500; i++) {
            for (int gone = random.nextInt(3); gone > 0 && !there.isEmpty(); gone--) {
                there.remove(random.nextInt(there.size()));
            }
            for (int come = random.nextInt(3); come > 0 && there.size() < 12; come--) {
                comes();
            }
            if (!there.isEmpty()) {
                there.get(random.nextInt(there.size())).setLeaving(random.nextBoolean());
            }
            most = Math.max(most, there.size());
            places.look(there);
            assertThat(taken()).doesNotHaveDuplicates().allMatch(p -> p >= 0);
            assertThat(taken().stream().mapToInt(p -> p + 1).max().orElse(0))
                    .isLessThanOrEqualTo(most);
        }
    }
}
