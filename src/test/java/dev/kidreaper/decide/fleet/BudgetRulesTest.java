package dev.kidreaper.decide.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BudgetRulesTest {
    private static final FleetKeys KEYS = new FleetKeys("shop");
    private static final BudgetTerms TERMS =
            new BudgetTerms("4", 3, Duration.ofMinutes(15), Duration.ZERO);

    private final BudgetRules rules = new BudgetRules(KEYS, TERMS);

    private static HeldSlot slot(String host, String version, boolean failed) {
        return new HeldSlot(
                host,
                host + "/1",
                "web",
                "limit",
                version,
                "noon",
                0,
                8,
                failed,
                Duration.ofMinutes(15));
    }

    private static BudgetPolicy policy(int k, VersionBudget... versions) {
        return new BudgetPolicy(k, Integer.toString(k), java.util.List.of(versions), null, 0, 0);
    }

    private static BudgetView view(BudgetPolicy policy, int... heldSlots) {
        Map<Integer, BudgetView.At> slots = new TreeMap<>();
        for (int index : heldSlots) {
            slots.put(index, new BudgetView.At(slot("web" + index, "v1", false), 7));
        }
        return new BudgetView(policy, 5, slots);
    }

    private BudgetRules.Asked ask(BudgetView view, String version) {
        return rules.ask(view, slot("me", version, false), 100, 0);
    }

    private static final VersionBudget PROVEN =
            new VersionBudget("v1", 0, VersionBudget.ALL, false);

    @Test
    void aGrantDependsOnThePolicyAndOnAFreeSlot() {
        var grant = (BudgetRules.Asked.Grant) ask(view(policy(4, PROVEN), 0, 1), "v1");
        assertThat(grant.index()).isEqualTo(2);
        assertThat(grant.change().seen())
                .containsExactlyInAnyOrder(
                        new FleetChange.Seen(KEYS.policy(), 5),
                        new FleetChange.Seen(KEYS.slot(2), 0));
        assertThat(grant.change().writes()).hasSize(1);
    }

    @Test
    void aFullBudgetHasNoPlace() {
        assertThat(ask(view(policy(3, PROVEN), 0, 1, 2), "v1"))
                .isInstanceOf(BudgetRules.Asked.Wait.class);
    }

    /// A smaller budget takes nothing back, but those above count.
    @Test
    void slotsFromALargerBudgetCount() {
        assertThat(view(policy(4, PROVEN), 5, 6, 7).usable()).isEqualTo(1);
        assertThat(ask(view(policy(4, PROVEN), 5, 6, 7, 0), "v1"))
                .isInstanceOf(BudgetRules.Asked.Wait.class);
        assertThat(view(policy(4, PROVEN), 5, 6, 7, 8, 9).usable()).isZero();
    }

    @Test
    void aNewVersionBeginsWithOneAndDoubles() {
        var first = (BudgetRules.Asked.First) ask(view(policy(4, PROVEN)), "v2");
        var known =
                (BudgetPolicy) Objects.requireNonNull(first.change().writes().getFirst().value());
        assertThat(known.of("v2")).contains(new VersionBudget("v2", 0, 1, false));
        BudgetView trial = view(policy(4, PROVEN, known.of("v2").orElseThrow()));
        var grant = (BudgetRules.Asked.Grant) ask(trial, "v2");
        assertThat(grant.change().writes()).as("two exclude each other").hasSize(2);
        trial.slots().put(0, new BudgetView.At(slot("web1", "v2", false), 9));
        assertThat(ask(trial, "v2")).isInstanceOf(BudgetRules.Asked.Wait.class);
        assertThat(ask(trial, "v1")).isInstanceOf(BudgetRules.Asked.Grant.class);
        assertThat(known.succeeded("v2").of("v2").orElseThrow().allowed()).isEqualTo(2);
        assertThat(known.succeeded("v2").succeeded("v2").of("v2").orElseThrow().allowed())
                .isEqualTo(4)
                .isGreaterThanOrEqualTo(known.k());
    }

    @Test
    void failuresInARowFreezeTheirVersionAndASuccessResets() {
        BudgetPolicy policy = policy(4, PROVEN).failed("v1", 3).failed("v1", 3);
        assertThat(policy.of("v1").orElseThrow().frozen()).isFalse();
        assertThat(policy.succeeded("v1").failed("v1", 3).of("v1").orElseThrow().failures())
                .isEqualTo(1);
        BudgetPolicy frozen = policy.failed("v1", 3);
        assertThat(ask(view(frozen), "v1"))
                .isEqualTo(
                        new BudgetRules.Asked.Wait(
                                "3 workers in a row of version v1 were not replaced: kidreaper"
                                        + " fleet resume",
                                true));
        assertThat(ask(view(frozen.resumed()), "v1")).isInstanceOf(BudgetRules.Asked.Grant.class);
    }

    @Test
    void anOperatorsFreezeHoldsEveryVersion() {
        var freeze = new BudgetPolicy.Freeze("1", "deploy", 600);
        assertThat(ask(view(policy(4, PROVEN).frozen(freeze)), "v1"))
                .isEqualTo(new BudgetRules.Asked.Wait("frozen by an operator: deploy", true));
    }

    @Test
    void aShareIsOfAllWorkersAndNeverNothing() {
        assertThat(BudgetTerms.k("2%", 8_000)).isEqualTo(160);
        assertThat(BudgetTerms.k("0.5%", 10)).isEqualTo(1);
        assertThat(BudgetTerms.k("20", 1)).isEqualTo(20);
    }

    @Test
    void keysOfOneGroupAreNotAnothers() {
        assertThat(KEYS.budget().contains(KEYS.policy())).isTrue();
        assertThat(KEYS.budget().contains(KEYS.slot(19))).isTrue();
        assertThat(KEYS.budget().contains(KEYS.member("web1"))).isFalse();
        assertThat(KEYS.budget().contains(new FleetKeys("shop2").slot(1))).isFalse();
        assertThat(KEYS.slotOf(KEYS.slot(12))).hasValue(12);
        assertThat(KEYS.slotOf(KEYS.slots().from() + "007")).isEmpty();
    }
}
