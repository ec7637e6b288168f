package dev.kidreaper.decide.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// When a host takes away the slot of another.
class UpkeepTest {
    private static final long SECOND = 1_000_000_000L;
    private static final FleetKeys KEYS = new FleetKeys("shop");
    private static final HeldSlot SLOT =
            new HeldSlot(
                    "web2",
                    "web2/1",
                    "web",
                    "limit",
                    "",
                    "noon",
                    0,
                    4,
                    false,
                    Duration.ofMinutes(1));
    private static final BudgetView VIEW =
            new BudgetView(BudgetPolicy.begin(1, "1"), 1, Map.of(0, new BudgetView.At(SLOT, 7)));

    private final Upkeep upkeep =
            new Upkeep(
                    "web1",
                    KEYS,
                    new BudgetTerms("1", 3, Duration.ofMinutes(1), Duration.ZERO),
                    (_, _) -> {},
                    new SplittableRandom(1),
                    0);

    /// It looks, and does all that it may do then. Whether that takes the slot away.
    private boolean takesAway(long second) {
        long now = second * SECOND;
        upkeep.saw(VIEW, "", now, now);
        for (int i = 0; i < 5; i++) {
            if (upkeep.next(VIEW, now, now) instanceof StoreRequest.Commit commit
                    && commit.change().writes().getFirst().value() == null) {
                return true;
            }
        }
        return false;
    }

    /// Up to fifteen seconds later than it might, so that seldom two hosts try.
    @Test
    void itDoesSoOnceTheSlotWasUnchangedForAMinute() {
        long taken = -1;
        for (long second = 0; second <= 90 && taken < 0; second += 10) {
            taken = takesAway(second) ? second : -1;
        }
        assertThat(taken).isBetween(60L, 80L);
    }

    /// While the store was away its holder could not show that it lives.
    @Test
    void afterTheStoreWasAwayItWaitsUntilHoldersHaveShownThemselves() {
        assertThat(takesAway(0)).isFalse();
        upkeep.away(118 * SECOND);
        assertThat(List.of(takesAway(120), takesAway(130))).containsOnly(false);
        assertThat(takesAway(140)).isTrue();
    }

    /// A host that looks seldom does not know whether it was.
    @Test
    void afterALongPauseOfItsOwnItDoesTheSame() {
        assertThat(takesAway(0)).isFalse();
        assertThat(List.of(takesAway(120), takesAway(130))).containsOnly(false);
        assertThat(takesAway(140)).isTrue();
    }
}
