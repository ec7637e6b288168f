package dev.kidreaper.fleet.store;

import dev.kidreaper.decide.fleet.BudgetPolicy;
import dev.kidreaper.decide.fleet.BudgetTerms;
import dev.kidreaper.decide.fleet.ExtraEntry;
import dev.kidreaper.decide.fleet.FleetKeys;
import dev.kidreaper.decide.fleet.FleetValue;
import dev.kidreaper.decide.fleet.HeldSlot;
import dev.kidreaper.decide.fleet.MemberEntry;
import dev.kidreaper.decide.fleet.VersionBudget;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// A group's values as they stand in the store, in JSON. Others may have written there: what is not
/// exactly as expected is refused.
final class FleetValueJson {
    /// How many bytes one may have.
    static final int LONGEST = 64 << 10;

    private static final String FORMAT = "1";
    private static final int TEXT = 1_000;
    private static final int MOST = 1_000_000;

    private FleetValueJson() {}

    static String write(FleetValue value) {
        return StoreJson.write(json -> {
            json.writeNumberProperty("format", Integer.parseInt(FORMAT));
            switch (value) {
                case BudgetPolicy policy -> policy(json, policy);
                case ExtraEntry extra -> {
                    json.writeNumberProperty("count", extra.count());
                    json.writeStringProperty("why", extra.why());
                    json.writeStringProperty("at", extra.at());
                }
                case HeldSlot slot -> slot(json, slot);
                case MemberEntry member -> {
                    json.writeStringProperty("by", member.by());
                    json.writeNumberProperty("workers", member.workers());
                    json.writeStringProperty("version", member.version());
                }
            }
        });
    }

    private static void policy(JsonGenerator json, BudgetPolicy policy) {
        json.writeNumberProperty("k", policy.k());
        json.writeStringProperty("size", policy.size());
        json.writeArrayPropertyStart("versions");
        for (VersionBudget one : policy.versions()) {
            json.writeStartObject();
            json.writeStringProperty("version", one.version());
            json.writeNumberProperty("failures", one.failures());
            json.writeNumberProperty("allowed", one.allowed());
            json.writeBooleanProperty("frozen", one.frozen());
            json.writeEndObject();
        }
        json.writeEndArray();
        BudgetPolicy.Freeze freeze = policy.freeze();
        if (freeze != null) {
            json.writeObjectPropertyStart("freeze");
            json.writeStringProperty("id", freeze.id());
            json.writeStringProperty("why", freeze.why());
            json.writeNumberProperty("seconds", freeze.seconds());
            json.writeEndObject();
        }
        json.writeNumberProperty("reclaims", policy.reclaims());
        json.writeNumberProperty("turn", policy.turn());
    }

    private static void slot(JsonGenerator json, HeldSlot slot) {
        json.writeStringProperty("host", slot.host());
        json.writeStringProperty("by", slot.by());
        json.writeStringProperty("pool", slot.pool());
        json.writeStringProperty("reason", slot.reason());
        json.writeStringProperty("version", slot.version());
        json.writeStringProperty("since", slot.since());
        json.writeNumberProperty("beat", slot.beat());
        json.writeNumberProperty("workers", slot.workers());
        json.writeBooleanProperty("failed", slot.failed());
        json.writeNumberProperty("presume_gone_seconds", slot.presumeGone().toSeconds());
    }

    /// The value that stands under that key.
    ///
    /// @throws IllegalArgumentException with a sentence if it cannot be understood
    static FleetValue read(String key, String text) {
        StoreJson tree = StoreJson.read(text);
        if (!tree.text("format", 20).equals(FORMAT)) {
            throw new IllegalArgumentException("a format of a newer kidreaper");
        }
        return switch (kind(key)) {
            case "policy" -> policy(tree);
            case "slot" -> slot(tree);
            case "member" ->
                    new MemberEntry(
                            tree.text("by", TEXT),
                            (int) tree.number("workers", MOST),
                            tree.text("version", TEXT));
            case "extra" ->
                    new ExtraEntry(
                            tree.number("count", Long.MAX_VALUE),
                            tree.text("why", TEXT),
                            tree.text("at", TEXT));
            default -> throw new IllegalArgumentException("no key of ours");
        };
    }

    /// The part after the group's name.
    private static String kind(String key) {
        String[] parts = key.split("/", 4);
        return key.startsWith(FleetKeys.root()) && parts.length > 2 ? parts[2] : "";
    }

    private static HeldSlot slot(StoreJson tree) {
        String host = tree.text("host", TEXT);
        if (!FleetKeys.isHost(host)) {
            throw new IllegalArgumentException("no host's name");
        }
        long presumed = tree.number("presume_gone_seconds", 86_400);
        return new HeldSlot(
                host,
                tree.text("by", TEXT),
                tree.text("pool", TEXT),
                tree.text("reason", TEXT),
                tree.text("version", TEXT),
                tree.text("since", TEXT),
                tree.number("beat", Long.MAX_VALUE),
                (int) tree.number("workers", MOST),
                tree.flag("failed"),
                Duration.ofSeconds(Math.max(BudgetTerms.SHORTEST.toSeconds(), presumed)));
    }

    private static BudgetPolicy policy(StoreJson tree) {
        var versions =
                tree.objects("versions").stream()
                        .limit(BudgetPolicy.MOST_VERSIONS)
                        .map(v ->
                                new VersionBudget(
                                        v.text("version", TEXT),
                                        (int) v.number("failures", MOST),
                                        (int) v.number("allowed", Integer.MAX_VALUE),
                                        v.flag("frozen")))
                        .toList();
        return new BudgetPolicy(
                (int) tree.number("k", 99_999),
                tree.text("size", 20),
                versions,
                tree.object("freeze").map(FleetValueJson::freeze).orElse(null),
                tree.number("reclaims", Long.MAX_VALUE),
                tree.number("turn", Long.MAX_VALUE));
    }

    private static BudgetPolicy.@Nullable Freeze freeze(StoreJson tree) {
        return new BudgetPolicy.Freeze(
                tree.text("id", TEXT), tree.text("why", TEXT), tree.number("seconds", 31_536_000));
    }
}
