package dev.kidreaper.cli;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.find.LiveCheck;
import dev.kidreaper.config.ConfigProblem;
import dev.kidreaper.model.FoundPool;
import dev.kidreaper.model.SuggestedPool;
import dev.kidreaper.model.Worker;
import dev.kidreaper.show.Json;
import dev.kidreaper.show.StarterConfig;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// What `check` and `init` say, for scripts.
final class CheckJson {
    private CheckJson() {}

    /// How a pool stands now: what was found, or why there is nothing to see.
    ///
    /// @param found null: see the problem
    /// @param exitCode of the command, if nothing else is wrong
    record Live(LiveCheck.@Nullable Found found, String problem, int exitCode) {
        static Live of(LiveCheck.Found found) {
            return new Live(found, "", ExitCode.DONE);
        }

        static Live of(OperatorError problem) {
            return new Live(null, problem.sentence(), problem.exitCode());
        }
    }

    /// A configuration that can be used, or that cannot: then `problems` are some.
    ///
    /// @param pools its pools' names, and a line of words on each
    /// @param live by the names of those that were looked at
    /// @param fleet what the fleet's store tells, sentences
    static String of(
            List<ConfigProblem> problems,
            List<ConfigProblem> warnings,
            Map<String, String> pools,
            Map<String, Live> live,
            List<String> fleet) {
        return Json.write(json -> {
            places(json, "problems", problems);
            places(json, "warnings", warnings);
            json.writeArrayPropertyStart("pools");
            pools.forEach((name, words) -> {
                json.writeStartObject();
                json.writeStringProperty("name", name);
                json.writeStringProperty("text", words);
                Live its = live.get(name);
                if (its != null) {
                    now(json, its);
                }
                json.writeEndObject();
            });
            json.writeEndArray();
            if (!fleet.isEmpty()) {
                json.writeArrayPropertyStart("fleet");
                fleet.forEach(json::writeString);
                json.writeEndArray();
            }
        });
    }

    private static void places(JsonGenerator json, String name, List<ConfigProblem> problems) {
        json.writeArrayPropertyStart(name);
        for (ConfigProblem problem : problems) {
            json.writeStartObject();
            json.writeStringProperty("file", problem.file());
            json.writeNumberProperty("line", problem.line());
            json.writeNumberProperty("column", problem.column());
            json.writeStringProperty("problem", problem.sentence());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void now(JsonGenerator json, Live live) {
        LiveCheck.Found found = live.found();
        if (found == null) {
            json.writeStringProperty("problem", live.problem());
            return;
        }
        json.writeNumberProperty("manager", found.pool().manager().id().pid());
        json.writeStringProperty("profile", found.pool().manager().profile().name());
        json.writeNumberProperty("workers", found.pool().workers().size());
        json.writeStringProperty("measure", found.measure().label());
        if (found.limit() != null) {
            json.writeNumberProperty("limit_bytes", found.limit().bytes());
        }
        json.writeArrayPropertyStart("over");
        for (Worker worker : found.over()) {
            json.writeNumber(worker.id().pid());
        }
        json.writeEndArray();
    }

    /// The pools that run, and the configuration for them.
    static String of(List<SuggestedPool> pools, List<FoundPool> leftOut) {
        return Json.write(json -> {
            json.writeArrayPropertyStart("pools");
            for (SuggestedPool pool : pools) {
                json.writeStartObject();
                json.writeStringProperty("name", pool.name());
                json.writeStringProperty("found_as", pool.found().name());
                json.writeStringProperty("profile", pool.found().manager().profile().name());
                json.writeNumberProperty("manager", pool.found().manager().id().pid());
                json.writeNumberProperty("workers", pool.found().workers().size());
                if (pool.limit() != null) {
                    json.writeNumberProperty("limit_bytes", pool.limit().bytes());
                    json.writeNumberProperty("would_recycle", pool.over());
                    json.writeBooleanProperty("from_history", pool.reason() != null);
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayPropertyStart("left_out");
            for (FoundPool pool : leftOut) {
                json.writeStartObject();
                json.writeStringProperty("found_as", pool.name());
                json.writeNumberProperty("manager", pool.manager().id().pid());
                json.writeStringProperty("why", StarterConfig.whyLeftOut(pool));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringProperty("toml", StarterConfig.of(pools, leftOut) + "\n");
        });
    }
}
