package dev.kidreaper.fleet.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.decide.fleet.BudgetPolicy;
import dev.kidreaper.decide.fleet.ExtraEntry;
import dev.kidreaper.decide.fleet.FleetChange;
import dev.kidreaper.decide.fleet.FleetChange.Seen;
import dev.kidreaper.decide.fleet.FleetChange.Write;
import dev.kidreaper.decide.fleet.FleetKeys;
import dev.kidreaper.decide.fleet.FleetValue;
import dev.kidreaper.decide.fleet.HeldSlot;
import dev.kidreaper.decide.fleet.MemberEntry;
import dev.kidreaper.decide.fleet.VersionBudget;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What each store must do.
abstract class StoreConformance {
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final HeldSlot SLOT =
            new HeldSlot(
                    "web1",
                    "web1/1",
                    "shop",
                    "limit \"120M\"\n",
                    "v1",
                    "2026-11-29T12:00:00Z",
                    3,
                    8,
                    true,
                    Duration.ofMinutes(15));
    private static final BudgetPolicy POLICY =
            new BudgetPolicy(
                    20,
                    "2%",
                    List.of(
                            new VersionBudget("", 0, VersionBudget.ALL, false),
                            new VersionBudget("v2 ü", 2, 4, true)),
                    new BudgetPolicy.Freeze("f1", "deploy", 600),
                    7,
                    9);

    /// A group of its own for each test.
    private final FleetKeys keys = new FleetKeys("g" + System.nanoTime());

    abstract FleetStore store();

    private static FleetChange change(String key, long revision, @Nullable FleetValue value) {
        return new FleetChange(List.of(new Seen(key, revision)), List.of(new Write(key, value)));
    }

    @Test
    void whatWasWrittenIsThereWithItsRevision() throws StoreAway {
        FleetStore store = store();
        long slot = store.commit(change(keys.slot(3), 0, SLOT));
        long policy = store.commit(change(keys.policy(), 0, POLICY));
        assertThat(slot).isPositive().isLessThan(policy);
        store.commit(change(keys.extra("web1"), 0, new ExtraEntry(3, "min-available", "noon")));
        assertThat(store.list(keys.budget()))
                .containsExactly(
                        new FleetStore.Entry(keys.policy(), POLICY, policy),
                        new FleetStore.Entry(keys.slot(3), SLOT, slot));
        assertThat(store.list(keys.extras())).hasSize(1);
        assertThat(store.count(keys.slots())).isEqualTo(1);
    }

    @Test
    void ofTwoThatSawTheSameOneIsRefused() throws StoreAway {
        FleetStore store = store();
        long first = store.commit(change(keys.slot(0), 0, SLOT));
        assertThat(store.commit(change(keys.slot(0), 0, SLOT))).isZero();
        assertThat(store.commit(change(keys.slot(0), first, null))).isPositive();
        assertThat(store.commit(change(keys.slot(0), first, null))).as("it is gone").isZero();
        assertThat(store.list(keys.slots())).isEmpty();
    }

    @Test
    void aChangeHappensWholeOrNotAtAll() throws StoreAway {
        FleetStore store = store();
        long policy = store.commit(change(keys.policy(), 0, POLICY));
        var both =
                new FleetChange(
                        List.of(new Seen(keys.policy(), policy + 1), new Seen(keys.slot(1), 0)),
                        List.of(new Write(keys.slot(1), SLOT), new Write(keys.policy(), null)));
        assertThat(store.commit(both)).isZero();
        assertThat(store.list(keys.budget())).hasSize(1);
        var right =
                new FleetChange(
                        List.of(new Seen(keys.policy(), policy), new Seen(keys.slot(1), 0)),
                        both.writes());
        assertThat(store.commit(right)).isPositive();
        assertThat(store.list(keys.budget()))
                .extracting(FleetStore.Entry::key)
                .containsExactly(keys.slot(1));
    }

    @Test
    void oneRunIsAHostUntilItsEntryIsGone() throws StoreAway {
        FleetStore store = store();
        String key = keys.member("web1");
        assertThat(store.announce(key, new MemberEntry("a", 4, "v1"), LEASE)).isTrue();
        assertThat(store.announce(key, new MemberEntry("a", 4, "v1"), LEASE)).isTrue();
        assertThat(store.announce(key, new MemberEntry("b", 4, "v1"), LEASE)).isFalse();
        assertThat(store.announce(key, new MemberEntry("a", 5, "v2"), LEASE)).isTrue();
        assertThat(store.list(keys.members()))
                .extracting(FleetStore.Entry::value)
                .containsExactly(new MemberEntry("a", 5, "v2"));
        store.commit(new FleetChange(List.of(), List.of(new Write(key, null))));
        assertThat(store.announce(key, new MemberEntry("b", 4, "v1"), LEASE)).isTrue();
    }
}
