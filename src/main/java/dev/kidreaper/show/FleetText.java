package dev.kidreaper.show;

import dev.kidreaper.decide.fleet.BudgetPolicy;
import dev.kidreaper.decide.fleet.BudgetView;
import dev.kidreaper.decide.fleet.GroupStatus;
import dev.kidreaper.decide.fleet.HeldSlot;
import dev.kidreaper.decide.fleet.VersionBudget;
import dev.kidreaper.model.ForeignText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/// How a group of hosts stands: words, or JSON.
public final class FleetText {
    private FleetText() {}

    /// In words: the budget, what holds it up, who holds it.
    public static String words(GroupStatus status) {
        var lines = new ArrayList<String>();
        BudgetPolicy policy = status.budget().policy();
        lines.add(
                "group %s: %d hosts, %d workers, %s"
                        .formatted(
                                status.group(),
                                status.members().size(),
                                status.workers(),
                                policy == null
                                        ? "no budget yet: nobody has asked for a permit"
                                        : "%d of %d permits held (at-once = %s)"
                                                .formatted(
                                                        status.budget().slots().size(),
                                                        policy.k(),
                                                        policy.size())));
        status.freezes().forEach(why -> lines.add("frozen " + why));
        if (policy != null && status.workers() > 0 && policy.k() >= status.workers()) {
            lines.add(
                    "at-once = %s is no bound: the group has %d workers"
                            .formatted(policy.size(), status.workers()));
        }
        if (policy != null) {
            policy.versions().stream()
                    .filter(v -> v.allowed() < policy.k())
                    .forEach(v ->
                            lines.add(
                                    "version %s is on trial: %d of its workers at a time"
                                            .formatted(v.version(), v.allowed())));
        }
        if (!status.budget().slots().isEmpty()) {
            lines.add(slots(status));
        }
        status.extras()
                .forEach((host, extra) ->
                        lines.add(
                                "without permit: host %s, %d workers, the last at %s (%s)"
                                        .formatted(host, extra.count(), extra.at(), extra.why())));
        return ForeignText.harmlessLines(String.join("\n", lines));
    }

    private static String slots(GroupStatus status) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("SLOT", "HOST", "POOL", "VERSION", "REASON", "STATE", "SINCE"));
        for (Map.Entry<Integer, BudgetView.At> one : status.budget().slots().entrySet()) {
            HeldSlot slot = one.getValue().slot();
            boolean there = status.members().containsKey(slot.host());
            rows.add(
                    List.of(
                            one.getKey().toString(),
                            slot.host(),
                            slot.pool(),
                            slot.version(),
                            slot.reason(),
                            slot.failed() ? "not replaced" : there ? "away" : "host not seen",
                            slot.since()));
        }
        return Table.text(rows);
    }

    /// In JSON: `group`, `hosts`, `workers`, `k`, `held`, `frozen`, `versions`, `slots`, `extra`.
    public static String json(GroupStatus status) {
        return Json.write(json -> {
            BudgetPolicy policy = status.budget().policy();
            json.writeStringProperty("group", status.group());
            json.writeNumberProperty("hosts", status.members().size());
            json.writeNumberProperty("workers", status.workers());
            json.writeNumberProperty("k", policy == null ? 0 : policy.k());
            json.writeNumberProperty("held", status.budget().slots().size());
            json.writeArrayPropertyStart("frozen");
            status.freezes().forEach(json::writeString);
            json.writeEndArray();
            json.writeArrayPropertyStart("versions");
            if (policy != null) {
                policy.versions().forEach(v -> version(json, v, policy.k()));
            }
            json.writeEndArray();
            json.writeArrayPropertyStart("slots");
            status.budget()
                    .slots()
                    .forEach((index, at) ->
                            slot(
                                    json,
                                    index,
                                    at.slot(),
                                    status.members().containsKey(at.slot().host())));
            json.writeEndArray();
            json.writeArrayPropertyStart("extra");
            status.extras()
                    .forEach((host, extra) -> {
                        json.writeStartObject();
                        json.writeStringProperty("host", host);
                        json.writeNumberProperty("workers", extra.count());
                        json.writeStringProperty("why", extra.why());
                        json.writeStringProperty("at", extra.at());
                        json.writeEndObject();
                    });
            json.writeEndArray();
        });
    }

    private static void version(JsonGenerator json, VersionBudget one, int k) {
        json.writeStartObject();
        json.writeStringProperty("version", one.version());
        json.writeNumberProperty("failures", one.failures());
        json.writeBooleanProperty("on_trial", one.allowed() < k);
        json.writeBooleanProperty("frozen", one.frozen());
        json.writeEndObject();
    }

    private static void slot(JsonGenerator json, int index, HeldSlot slot, boolean seen) {
        json.writeStartObject();
        json.writeNumberProperty("slot", index);
        json.writeStringProperty("host", slot.host());
        json.writeStringProperty("pool", slot.pool());
        json.writeStringProperty("version", slot.version());
        json.writeStringProperty("cause", slot.reason());
        json.writeStringProperty("since", slot.since());
        json.writeBooleanProperty("failed", slot.failed());
        json.writeBooleanProperty("host_seen", seen);
        json.writeEndObject();
    }
}
