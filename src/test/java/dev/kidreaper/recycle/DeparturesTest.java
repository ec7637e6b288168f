package dev.kidreaper.recycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.ProcessId;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// When it is in doubt whether a manager can fork.
class DeparturesTest {
    private static final ProcessId A = new ProcessId(11, 100);
    private static final ProcessId B = new ProcessId(12, 100);

    private final Departures departures = Departures.oneByOne();

    @Test
    void atFirstNothingIsInDoubt() {
        assertThat(departures.isInDoubt(Set.of(A))).isFalse();
        assertThat(departures.isInDoubt(Set.of())).isFalse();
    }

    @Test
    void whoWasToGoBeforeTheDoubtDoesNotGo() {
        var before = departures.one(() -> true);
        departures.notReplaced(Set.of(A, B));
        assertThat(before.tryTake()).isFalse();
        assertThat(before.isOutdated()).isTrue();
        assertThat(departures.one(() -> true).tryTake()).isTrue();
    }

    @Test
    void theDoubtLastsUntilTheManagerForks() {
        departures.notReplaced(Set.of(A, B));
        assertThat(departures.isInDoubt(Set.of(A, B))).isTrue();
        assertThat(departures.isInDoubt(Set.of(A))).isTrue();
        assertThat(departures.isInDoubt(Set.of(A, new ProcessId(12, 101)))).isFalse();
        assertThat(departures.isInDoubt(Set.of(A))).isFalse();
    }
}
