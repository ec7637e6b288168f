package dev.kidreaper.web.api;

import dev.kidreaper.app.control.DaemonView;
import dev.kidreaper.history.Condition;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.show.Json;
import dev.kidreaper.web.HttpAnswer;
import java.util.ArrayList;
import java.util.List;

/// Whether the daemon is well (`/healthz`) and has found its pools (`/readyz`).
record HealthAnswer(DaemonView view) {
    /// 200 when each pool's thread and the history's answer; else 503, and who does not.
    HttpAnswer healthz() {
        var wrong = new ArrayList<String>();
        for (PoolSnapshot pool : view.pools().snapshots()) {
            if (view.pools().obstacles(pool.name()).isEmpty()) {
                wrong.add("pool %s does not answer".formatted(pool.name()));
            }
        }
        long _ = view.history().latestEvent(); // Should its thread not answer, it says so then.
        if (view.history().condition() instanceof Condition.InMemory memory
                && memory.why().contains("not answered")) {
            wrong.add("history: " + memory.why());
        }
        return answer(wrong);
    }

    /// 200 when each pool was found, or is known to be gone; else 503, and which is still looked
    /// for.
    HttpAnswer readyz() {
        var wrong = new ArrayList<String>();
        for (PoolSnapshot pool : view.pools().snapshots()) {
            if (pool.state() == PoolSnapshot.State.MISSING && pool.why() == null) {
                wrong.add("pool %s is still looked for".formatted(pool.name()));
            }
        }
        return answer(wrong);
    }

    private static HttpAnswer answer(List<String> wrong) {
        return HttpAnswer.of(
                wrong.isEmpty() ? 200 : 503,
                "application/json",
                Json.write(json -> {
                    json.writeBooleanProperty("well", wrong.isEmpty());
                    json.writeArrayPropertyStart("problems");
                    wrong.forEach(json::writeString);
                    json.writeEndArray();
                }));
    }
}
