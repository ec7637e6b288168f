package dev.kidreaper.app;

import dev.kidreaper.diagnose.Diagnosis;
import dev.kidreaper.diagnose.Hindsight;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RouteGrowth;
import dev.kidreaper.pool.ManagedPool;
import dev.kidreaper.show.DiagnosisJson;
import dev.kidreaper.show.DiagnosisText;
import dev.kidreaper.show.StatusJson;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the daemon says of why its pools grow, from what it has seen of them anyway.
///
/// @param log gets each verdict, so that it is kept
public record DiagnoseAnswer(ManagedPools pools, EventLog log) {
    /// The beginning of the command: `diagnose PID START-TICKS [fpm-pool=NAME]`, of the manager.
    public static final String COMMAND = "diagnose";

    private static final String FPM_POOL = "fpm-pool=";

    /// The command.
    public static String command(Manager manager, boolean json) {
        String only = manager.profile().onlyPool();
        return "%s %d %d%s%s"
                .formatted(
                        COMMAND,
                        manager.id().pid(),
                        manager.id().startTicks(),
                        only == null
                                ? ""
                                : " " + FPM_POOL + URLEncoder.encode(only, StandardCharsets.UTF_8),
                        json ? " json" : "");
    }

    /// Why the pool of that manager grows: words or JSON; a problem when it is none of ours.
    String diagnosis(String command, boolean json) {
        String[] word = command.split(" ", -1);
        ProcessId manager;
        String fpmPool;
        try {
            manager = new ProcessId(Integer.parseInt(word[1]), Long.parseLong(word[2]));
            fpmPool = fpmPool(word);
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            return StatusJson.problem("'" + command + "' names no manager");
        }
        return pools.evidence(manager, fpmPool)
                .map(pool -> diagnosis(pool, json))
                .orElseGet(() -> StatusJson.problem("this daemon keeps no pool of that manager"));
    }

    /// @throws IllegalArgumentException when it is not encoded as it should be
    private static @Nullable String fpmPool(String[] word) {
        return word.length > 3 && word[3].startsWith(FPM_POOL)
                ? URLDecoder.decode(word[3].substring(FPM_POOL.length()), StandardCharsets.UTF_8)
                : null;
    }

    private String diagnosis(ManagedPool.Evidence pool, boolean json) {
        Diagnosis diagnosis = Hindsight.ofPool(pool.courses());
        Optional<RouteGrowth> route =
                pools.snapshots().stream()
                        .filter(s -> s.name().equals(pool.pool()))
                        .flatMap(s -> s.culprit().stream())
                        .findFirst();
        var growthSummary = diagnosis.summary(route);
        log.record(
                new Event.Diagnosed(
                        Instant.now(), pool.pool(), pool.manager().id(), growthSummary));
        return json
                ? DiagnosisJson.ofDaemon(pool.manager(), diagnosis, pool.pool(), growthSummary)
                : DiagnosisText.ofDaemon(diagnosis, pool.pool(), growthSummary);
    }
}
