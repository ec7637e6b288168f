package dev.kidreaper.cli.fleet;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.decide.fleet.FleetKeys;
import dev.kidreaper.decide.fleet.GroupStatus;
import dev.kidreaper.model.Durations;
import dev.kidreaper.show.FleetText;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kidreaper fleet`: what an operator asks and tells a group of hosts that share a budget.
@Command(
        name = "fleet",
        description = {
            "Shows and changes the budget that hosts share ([fleet] in the configuration). It asks"
                    + " the fleet's store, and needs no daemon.",
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            FleetCommand.Status.class,
            FleetCommand.Freeze.class,
            FleetCommand.Resume.class,
            FleetCommand.Release.class,
            FleetCommand.Leave.class
        })
public final class FleetCommand implements Callable<Integer> {
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final int LONGEST_WHY = 200;

    @Override
    public Integer call() throws OperatorError {
        throw new OperatorError(
                ExitCode.USAGE, "say what: status, freeze, resume, release or leave");
    }

    /// `kidreaper fleet status`.
    @Command(
            name = "status",
            description =
                    "Shows the group's hosts, its budget, who holds it, and why it is frozen.",
            mixinStandardHelpOptions = true)
    static final class Status implements Callable<Integer> {
        @Mixin private FleetOptions options = new FleetOptions();

        @Parameters(
                index = "0",
                arity = "0..1",
                paramLabel = "GROUP",
                description = "the group (default: this host's)")
        private @Nullable String group;

        @Override
        public Integer call() throws OperatorError {
            GroupStatus status = options.with(group, (desk, _) -> desk.status());
            return options.show(FleetText.words(status), FleetText.json(status));
        }
    }

    /// `kidreaper fleet freeze`.
    @Command(
            name = "freeze",
            description =
                    "Has no worker of the group recycled, on any host, until resume or for a while:"
                            + " during a deployment, for example. A host that is short of memory"
                            + " still recycles.",
            mixinStandardHelpOptions = true)
    static final class Freeze implements Callable<Integer> {
        @Mixin private FleetOptions options = new FleetOptions();

        @Parameters(index = "0", paramLabel = "GROUP", description = "the group")
        private String group = "";

        @Option(
                names = "--why",
                required = true,
                paramLabel = "TEXT",
                description = "the reason, shown on every host")
        private String why = "";

        @Option(
                names = "--for",
                paramLabel = "DUR",
                description = "how long, such as 10m (default: until resume)")
        private @Nullable Duration time;

        @Override
        public Integer call() throws OperatorError {
            if (time != null && (!time.isPositive() || time.compareTo(LONGEST) > 0)) {
                throw new OperatorError(
                        ExitCode.USAGE, "--for: write a time of at most a year, such as 10m");
            }
            if (why.isBlank() || why.length() > LONGEST_WHY) {
                throw new OperatorError(
                        ExitCode.USAGE, "--why: write 1 to %d characters".formatted(LONGEST_WHY));
            }
            String id = Long.toHexString(System.currentTimeMillis());
            boolean _ =
                    options.with(
                            group,
                            (desk, _) -> {
                                desk.freeze(why, time, id);
                                return true;
                            });
            String until =
                    time == null
                            ? "until kidreaper fleet resume " + group
                            : "for " + Durations.words(time);
            return options.answer(
                    "group %s: no worker is recycled %s".formatted(group, until),
                    json -> {
                        json.writeStringProperty("group", group);
                        json.writeBooleanProperty("frozen", true);
                        if (time != null) {
                            json.writeNumberProperty("for_seconds", Durations.seconds(time));
                        }
                    });
        }
    }

    /// `kidreaper fleet resume`.
    @Command(
            name = "resume",
            description =
                    "Ends every freeze of the group: an operator's, and that after failures in a"
                            + " row.",
            mixinStandardHelpOptions = true)
    static final class Resume implements Callable<Integer> {
        @Mixin private FleetOptions options = new FleetOptions();

        @Parameters(index = "0", paramLabel = "GROUP", description = "the group")
        private String group = "";

        @Override
        public Integer call() throws OperatorError {
            if (!options.with(group, (desk, _) -> desk.resume())) {
                throw new OperatorError(
                        ExitCode.NOT_FOUND,
                        "group %s has no budget: nobody has asked for a permit".formatted(group));
            }
            return options.answer(
                    "group %s: workers are recycled again".formatted(group),
                    json -> {
                        json.writeStringProperty("group", group);
                        json.writeBooleanProperty("frozen", false);
                    });
        }
    }

    /// `kidreaper fleet release`.
    @Command(
            name = "release",
            description =
                    "Frees the permits of a host that will not come back. It is refused while that"
                            + " host is seen.",
            mixinStandardHelpOptions = true)
    static final class Release implements Callable<Integer> {
        @Mixin private FleetOptions options = new FleetOptions();

        @Parameters(index = "0", paramLabel = "HOST", description = "the host")
        private String host = "";

        @Override
        public Integer call() throws OperatorError {
            if (!FleetKeys.isHost(host)) {
                throw new OperatorError(
                        ExitCode.USAGE, "'%s' is no name for a host".formatted(host));
            }
            int released =
                    options.with(
                            null,
                            (desk, settings) -> {
                                if (desk.isThere(host)) {
                                    throw new OperatorError(
                                            ExitCode.FAILED,
                                            ("host %s was seen less than 90 s ago: it gives back"
                                                            + " its permits itself. Nothing was"
                                                            + " released")
                                                    .formatted(host));
                                }
                                return desk.release(host);
                            });
            return options.answer(
                    "host %s: %d permits are free again".formatted(host, released),
                    json -> {
                        json.writeStringProperty("host", host);
                        json.writeNumberProperty("released", released);
                    });
        }
    }

    /// `kidreaper fleet leave`.
    @Command(
            name = "leave",
            description =
                    "Takes this host out of its group for good and frees its permits: for the stop"
                            + " of a host that an autoscaler removes, after the daemon has ended.",
            mixinStandardHelpOptions = true)
    static final class Leave implements Callable<Integer> {
        @Mixin private FleetOptions options = new FleetOptions();

        @Override
        public Integer call() throws OperatorError {
            Left left =
                    options.with(
                            null,
                            (desk, settings) -> {
                                String host = FleetOptions.host(settings);
                                return new Left(host, settings.group(), desk.release(host));
                            });
            return options.answer(
                    "host %s has left group %s: %d permits are free again"
                            .formatted(left.host(), left.group(), left.released()),
                    json -> {
                        json.writeStringProperty("host", left.host());
                        json.writeStringProperty("group", left.group());
                        json.writeNumberProperty("released", left.released());
                    });
        }

        private record Left(String host, String group, int released) {}
    }
}
