package dev.kidreaper.pool.permit;

import static dev.kidreaper.model.RecycleCause.LIMIT;
import static dev.kidreaper.model.RecycleCause.MIN_AVAILABLE;
import static dev.kidreaper.model.RecycleCause.NOT_NEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RecycleCause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PoolBudgetTest {
    private static final ProcessId WORKER = new ProcessId(11, 22);

    private final Permits desk = new Permits();
    private final PoolBudget budget = new PoolBudget();
    private int onTheirWay;

    PoolBudgetTest() {
        budget.of(desk, () -> 4, () -> onTheirWay);
    }

    /// So many permits, whatever is asked for.
    private static final class Permits implements PermitDesk {
        private final List<Integer> wishes = new ArrayList<>();
        private final List<Outcome> ended = new ArrayList<>();
        private int unused;
        private boolean outdated;

        @Override
        public int granted(RecycleCause cause, int wanted, int workers) {
            wishes.add(wanted);
            return cause == MIN_AVAILABLE ? wanted : Math.min(unused, wanted);
        }

        @Override
        public int unused() {
            return unused;
        }

        @Override
        public boolean has(RecycleCause cause) {
            return unused > 0;
        }

        @Override
        public @Nullable Permit take(RecycleCause cause) {
            if (!cause.isRecycle()) {
                return Permit.ALWAYS;
            }
            if (unused == 0) {
                return null;
            }
            unused--;
            return new Permit() {
                @Override
                public boolean maySignal() {
                    return !outdated;
                }

                @Override
                public void ended(Outcome outcome) {
                    ended.add(outcome);
                }
            };
        }

        @Override
        public void onGrant(Runnable wake) {
            // Nobody sleeps.
        }

        @Override
        public void waive(String why, int workers) {
            // Nobody asks for any.
        }

        @Override
        public void whole(IntSupplier serving) {
            // It is not told on.
        }

        @Override
        public Optional<String> waits() {
            return Optional.empty();
        }
    }

    @Test
    void withoutABudgetAllMayGo() {
        var none = new PoolBudget();
        assertThat(none.allows(LIMIT, 3, 1)).isEqualTo(3);
        assertThat(none.ready(true)).isEqualTo(Integer.MAX_VALUE);
        assertThat(none.has(LIMIT)).isTrue();
        assertThat(none.open().take(WORKER, LIMIT)).isTrue();
    }

    /// A worker that gets no work any more is away: the permit that it will take is its own.
    @Test
    void thoseOnTheirWayCountAndAreAskedForToo() {
        desk.unused = 2;
        onTheirWay = 1;
        assertThat(budget.allows(LIMIT, 3, 0)).isEqualTo(1);
        assertThat(budget.allows(LIMIT, 3, 1)).isZero();
        assertThat(desk.wishes).containsExactly(4, 5);
        assertThat(budget.allows(MIN_AVAILABLE, 3, 1)).isEqualTo(3);
        assertThat(budget.ready(true)).isEqualTo(1);
        assertThat(desk.wishes).as("or it would be given back").containsExactly(4, 5, 5, 1);
    }

    @Test
    void whoMissesAPermitHasItAskedForWhereThePoolWouldLetItGo() {
        assertThat(budget.ready(true)).isZero();
        assertThat(desk.wishes).isEmpty();
        budget.missed();
        budget.ready(false);
        assertThat(desk.wishes).isEmpty();
        budget.missed();
        budget.ready(true);
        assertThat(desk.wishes).containsExactly(1);
    }

    @Test
    void aPermitWithoutSignalEndsWhenThePoolIsComplete() {
        assertThat(budget.open().take(WORKER, LIMIT)).isFalse();
        assertThat(budget.open().take(WORKER, NOT_NEEDED)).isTrue();
        desk.unused = 1;
        assertThat(budget.open().take(WORKER, LIMIT)).isTrue();
        assertThat(desk.ended).isEmpty();
        budget.whole(() -> 4);
        assertThat(desk.ended).singleElement().isInstanceOf(Outcome.Recycled.class);
        budget.whole(() -> 4);
        assertThat(desk.ended).hasSize(1);
    }

    @Test
    void aReplacementThatCannotServeIsAFailureOfOne() {
        desk.unused = 2;
        budget.open().take(WORKER, LIMIT);
        budget.open().take(new ProcessId(12, 23), LIMIT);
        budget.open().failed("it does not start");
        budget.whole(() -> 4);
        assertThat(desk.ended)
                .hasExactlyElementsOfTypes(Outcome.Failed.class, Outcome.Recycled.class);
        budget.open().failed("later, by itself");
        assertThat(desk.ended).hasSize(2);
    }

    @Test
    void aPermitThatIsTooOldIsGivenBackAndTheWorkerStays() {
        desk.unused = 1;
        desk.outdated = true;
        assertThat(budget.open().take(WORKER, LIMIT)).isFalse();
        assertThat(desk.ended).singleElement().isInstanceOf(Outcome.Failed.class);
    }
}
