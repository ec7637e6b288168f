package dev.kidreaper.cli.fleet;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.config.ConfigFiles;
import dev.kidreaper.config.ConfigResult;
import dev.kidreaper.decide.fleet.FleetKeys;
import dev.kidreaper.fleet.GroupDesk;
import dev.kidreaper.fleet.HostFleet;
import dev.kidreaper.fleet.store.FleetStore;
import dev.kidreaper.fleet.store.FleetStores;
import dev.kidreaper.fleet.store.StoreAway;
import dev.kidreaper.model.FleetSettings;
import dev.kidreaper.show.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/// Which store a command asks: that of `[fleet]` in the configuration.
public final class FleetOptions {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description =
                    "the configuration file with [fleet] (default:"
                            + " /etc/kidreaper/kidreaper.toml)")
    private @Nullable Path file;

    @Option(names = "--json", description = "answer in JSON on standard output")
    private boolean json;

    /// Shows what was done.
    ///
    /// @param properties the same in JSON
    int answer(String words, Consumer<JsonGenerator> properties) {
        return show(words, Json.write(properties));
    }

    /// Shows an answer.
    ///
    /// @param inJson the same in JSON
    int show(String words, String inJson) {
        System.out.println(json ? inJson : words);
        return ExitCode.DONE;
    }

    /// What is done with a group.
    interface Action<T> {
        T perform(GroupDesk desk, FleetSettings settings)
                throws StoreAway, IOException, OperatorError;
    }

    /// Does something with a group.
    ///
    /// @param group null: the configuration's own
    <T> T with(@Nullable String group, Action<T> action) throws OperatorError {
        FleetSettings settings = settings();
        String name = group == null ? settings.group() : group;
        if (!FleetKeys.isGroup(name)) {
            throw new OperatorError(ExitCode.USAGE, "'%s' is no name for a group".formatted(name));
        }
        try (FleetStore store = FleetStores.etcd(settings)) {
            return action.perform(new GroupDesk(store, settings, name), settings);
        } catch (StoreAway e) {
            throw new OperatorError(
                    ExitCode.FAILED, "the fleet's store does not answer: " + e.sentence());
        } catch (IOException e) {
            throw new OperatorError(ExitCode.FAILED, "[fleet]: " + e.getMessage());
        }
    }

    /// This host's name in its group.
    static String host(FleetSettings settings) throws IOException {
        return HostFleet.hostName(settings);
    }

    private FleetSettings settings() throws OperatorError {
        ConfigFiles files = ConfigFiles.of(file);
        return switch (files.read()) {
            case ConfigResult.Rejected rejected ->
                    throw new OperatorError(
                            ExitCode.of(rejected), rejected.problems().getFirst().toString());
            case ConfigResult.Loaded loaded -> {
                FleetSettings fleet = loaded.settings().fleet();
                if (fleet == null) {
                    throw new OperatorError(
                            ExitCode.USAGE,
                            "%s has no [fleet]: this host shares no budget"
                                    .formatted(files.main()));
                }
                yield fleet;
            }
        };
    }
}
