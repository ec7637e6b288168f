package dev.kidreaper.cli;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.control.HostName;
import dev.kidreaper.config.ConfigResult;
import dev.kidreaper.fleet.HostFleet;
import dev.kidreaper.hook.HookRun;
import dev.kidreaper.hook.HookSample;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.EventOrigin;
import dev.kidreaper.model.FleetSettings;
import dev.kidreaper.model.HookSettings;
import dev.kidreaper.model.Settings;
import dev.kidreaper.show.Json;
import dev.kidreaper.show.StatusJson;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kidreaper hook`: the operator's programs that are told of events.
@Command(
        name = "hook",
        description = "Tries a program that the configuration's [[hook]] names.",
        mixinStandardHelpOptions = true,
        subcommands = HookCommand.Test.class)
final class HookCommand implements Callable<Integer> {
    @Override
    public Integer call() throws OperatorError {
        throw new OperatorError(
                ExitCode.USAGE, "write what it is to do, such as kidreaper hook test NAME");
    }

    /// `kidreaper hook test`: runs one with an event that has not happened.
    @Command(
            name = "test",
            description =
                    "Runs a hook's program once, now, with an event made up for it, and says how it"
                            + " ended. It needs no daemon.",
            mixinStandardHelpOptions = true)
    static final class Test implements Callable<Integer> {
        @Mixin private ConfigOptions config = new ConfigOptions();

        @Parameters(index = "0", paramLabel = "NAME", description = "the hook's name")
        private String name = "";

        @Option(names = "--json", description = "answer in JSON on standard output")
        private boolean json;

        @Override
        public Integer call() throws OperatorError {
            return switch (config.read()) {
                case ConfigResult.Rejected rejected -> {
                    if (json) {
                        String first = rejected.problems().getFirst().toString();
                        System.out.println(StatusJson.problem(first));
                    }
                    yield ExitCode.of(rejected);
                }
                case ConfigResult.Loaded loaded ->
                        run(named(loaded.settings()), loaded.settings().fleet());
            };
        }

        private HookSettings named(Settings settings) throws OperatorError {
            String names =
                    settings.hooks().stream()
                            .map(HookSettings::name)
                            .collect(Collectors.joining(", "));
            return settings.hooks().stream()
                    .filter(h -> h.name().equals(name))
                    .findFirst()
                    .orElseThrow(() ->
                            new OperatorError(
                                    ExitCode.NOT_FOUND,
                                    "no hook is called '%s': there is %s"
                                            .formatted(name, names.isEmpty() ? "none" : names)));
        }

        private int run(HookSettings hook, @Nullable FleetSettings fleet) throws OperatorError {
            Event sample = HookSample.of(hook);
            HookRun.Result result = HookRun.run(hook, sample, origin(fleet), 0);
            System.out.println(
                    json
                            ? inJson(hook, sample, result)
                            : "hook %s, told of %s: %s"
                                    .formatted(hook.name(), sample.kind().label(), result.words()));
            return result.succeeded() ? ExitCode.DONE : ExitCode.FAILED;
        }

        private static EventOrigin origin(@Nullable FleetSettings fleet) throws OperatorError {
            if (fleet == null) {
                return EventOrigin.alone(HostName.now());
            }
            try {
                return HostFleet.origin(fleet);
            } catch (IOException e) {
                throw new OperatorError(ExitCode.FAILED, "[fleet]: " + e.getMessage());
            }
        }

        private static String inJson(HookSettings hook, Event sample, HookRun.Result result) {
            return Json.write(json -> {
                json.writeStringProperty("hook", hook.name());
                json.writeStringProperty("event", sample.kind().label());
                json.writeBooleanProperty("succeeded", result.succeeded());
                json.writeStringProperty("how", result.words());
            });
        }
    }
}
