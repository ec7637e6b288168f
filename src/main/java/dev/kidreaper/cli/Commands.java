package dev.kidreaper.cli;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.OperatorNote;
import dev.kidreaper.app.find.AskedLimit;
import dev.kidreaper.app.find.MachinePools;
import dev.kidreaper.cli.daemon.EventsCommand;
import dev.kidreaper.cli.daemon.PauseCommand;
import dev.kidreaper.cli.daemon.RecycleCommand;
import dev.kidreaper.cli.daemon.StatusCommand;
import dev.kidreaper.cli.daemon.TopCommand;
import dev.kidreaper.cli.daemon.WhatIfCommand;
import dev.kidreaper.cli.daemon.WhyCommand;
import dev.kidreaper.cli.fleet.FleetCommand;
import dev.kidreaper.cli.words.StandardOutput;
import dev.kidreaper.cli.words.UsageWords;
import dev.kidreaper.config.Amounts;
import dev.kidreaper.model.Amount;
import dev.kidreaper.model.ForeignText;
import dev.kidreaper.model.FoundPool;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Signal;
import dev.kidreaper.show.FoundText;
import dev.kidreaper.show.Screen;
import dev.kidreaper.show.StatusJson;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/// The sub-commands, and the parser of the command line.
@Command(
        name = "kidreaper",
        description = {
            "Keeps preforking worker pools at a sane size without cutting off a request.",
            "",
            "'kidreaper PPID BYTES' is the interface of 2007: HUP to each child of PPID",
            "whose address space has reached BYTES, one by one; silent when all is well.",
            ""
        },
        synopsisSubcommandLabel = "COMMAND",
        addMethodSubcommands = false, // To look for them takes time, and there are none.
        mixinStandardHelpOptions = true,
        versionProvider = Commands.Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, also when there was nothing to do",
            "1:something you asked for did not happen",
            "2:wrong usage or configuration",
            "3:target not found",
            "4:not permitted"
        })
public final class Commands implements Runnable {
    private static final Map<String, Class<?>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("reap", ReapCommand.class);
        ALL.put("restart", RestartCommand.class);
        ALL.put("ps", PsCommand.class);
        ALL.put("diagnose", DiagnoseCommand.class);
        ALL.put("watch", WatchCommand.class);
        ALL.put("serve", ServeCommand.class);
        ALL.put("run", RunCommand.class);
        ALL.put("status", StatusCommand.class);
        ALL.put("top", TopCommand.class);
        ALL.put("events", EventsCommand.class);
        ALL.put("why", WhyCommand.class);
        ALL.put("what-if", WhatIfCommand.class);
        ALL.put("recycle", RecycleCommand.class);
        ALL.put("pause", PauseCommand.class);
        ALL.put("resume", PauseCommand.Resume.class);
        ALL.put("reload", WhyCommand.Reload.class);
        ALL.put("check", CheckCommand.class);
        ALL.put("init", CheckCommand.Init.class);
        ALL.put("hook", HookCommand.class);
        ALL.put("fleet", FleetCommand.class);
        ALL.put("demo", DemoCommand.class);
        ALL.put("end-orphans", ServeCommand.EndOrphans.class);
        ALL.put("let-all-in", RunCommand.LetAllIn.class);
    }

    private Commands() {}

    /// Runs one command line. The parser learns only the command that is named: learning all of
    /// them takes longer than most of them run.
    static int run(String[] args) {
        if (args.length > 0 && args[0].equals("help")) {
            return help(args);
        }
        if (args.length == 0 && Screen.isTerminal()) {
            return overview();
        }
        Class<?> named = args.length == 0 ? null : ALL.get(args[0]);
        if (named == null && args.length > 0 && !args[0].startsWith("-")) {
            return line(ALL).execute(args[0]); // Whatever follows, there is no such command.
        }
        return line(named == null ? ALL : Map.of(args[0], named)).execute(args);
    }

    /// `kidreaper help COMMAND` is `kidreaper COMMAND --help`.
    private static int help(String[] args) {
        return run(args.length > 1 ? new String[] {args[1], "--help"} : new String[] {"--help"});
    }

    /// `kidreaper` alone at a terminal: what runs here, and what to do next; the usage if nothing
    /// does.
    private static int overview() {
        try {
            List<FoundPool> pools = MachinePools.kept();
            if (!pools.isEmpty()) {
                System.out.println(
                        FoundText.table(pools, StandardOutput.columns())
                                + "\n\n"
                                + FoundText.nextSteps(pools));
                return ExitCode.DONE;
            }
        } catch (OperatorError e) {
            OperatorNote.say(e.sentence());
        }
        return line().execute();
    }

    /// The parser of all commands, for manual pages and completions too.
    public static CommandLine line() {
        return line(ALL);
    }

    /// A parser, with all converters and handlers.
    private static CommandLine line(Map<String, Class<?>> commands) {
        var line = new CommandLine(new Commands());
        commands.forEach(line::addSubcommand);
        line.registerConverter(Amount.class, reading(Amounts::amount));
        line.registerConverter(Duration.class, reading(Amounts::duration));
        line.registerConverter(AskedLimit.class, reading(AskedLimit::parse));
        line.registerConverter(Integer.class, Commands::number);
        line.registerConverter(int.class, Commands::number);
        Measure[] measures = Measure.values();
        line.registerConverter(
                Measure.class, named("measure", Measure::named, Measure::label, measures));
        Signal[] asking =
                Arrays.stream(Signal.values()).filter(Signal::canAskToLeave).toArray(Signal[]::new);
        line.registerConverter(Signal.class, named("signal", Signal::named, Signal::name, asking));
        line.setParameterExceptionHandler(Commands::wrongUsage);
        line.setExecutionExceptionHandler(Commands::problem);
        line.setOptionsCaseInsensitive(false);
        HelpText.addTo(line);
        return line;
    }

    /// `kidreaper` without a command: shows the usage.
    @Override
    public void run() {
        line().usage(System.out);
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'%s' is not a number".formatted(text));
        }
    }

    private static <T> ITypeConverter<T> reading(ITypeConverter<T> parse) {
        return text -> {
            try {
                return parse.convert(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
    }

    private static <T extends Enum<T>> ITypeConverter<T> named(
            String what, Function<String, Optional<T>> find, Function<T, String> label, T[] all) {
        return text ->
                find.apply(text)
                        .orElseThrow(() ->
                                new TypeConversionException(
                                        "'%s' is not a %s: write one of %s"
                                                .formatted(text, what, words(all, label))));
    }

    private static <T> String words(T[] all, Function<T, String> label) {
        return Arrays.stream(all).map(label).collect(Collectors.joining(", "));
    }

    private static int wrongUsage(ParameterException e, String[] args) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        boolean noCommand = e.getCommandLine().getParent() == null && !args[0].startsWith("-");
        String message =
                noCommand
                        ? UsageWords.noCommand(args[0], HelpText.grouped())
                        : UsageWords.of(e, HelpText::example);
        if (isForJson(List.of(args))) {
            System.out.println(StatusJson.problem(message));
        }
        say(e.getCommandLine().getErr(), command, message + " (see " + command + " --help)");
        return ExitCode.USAGE;
    }

    private static int problem(Exception e, CommandLine line, CommandLine.ParseResult parsed) {
        return problem(
                e,
                line.getCommandSpec().qualifiedName(),
                isForJson(parsed.originalArgs()),
                line.getErr());
    }

    /// Says why a command could not do what was asked.
    ///
    /// @param command its whole name
    /// @return the exit code
    static int problem(Exception e, String command, boolean json, PrintWriter err) {
        if (e instanceof OperatorError operatorError) {
            if (json) {
                System.out.println(StatusJson.problem(operatorError.sentence()));
            }
            say(err, command, operatorError.sentence());
            return operatorError.exitCode();
        }
        say(err, command, "[BUG] " + e + ": please report this");
        e.printStackTrace(err);
        err.flush();
        return ExitCode.FAILED;
    }

    /// Who asked for JSON gets the problem in it too.
    private static boolean isForJson(List<String> args) {
        int end = args.indexOf("--"); // What follows is another program's.
        return (end < 0 ? args : args.subList(0, end)).contains("--json");
    }

    private static void say(PrintWriter err, String command, String sentence) {
        err.println(command + ": " + ForeignText.harmless(sentence));
        err.flush();
    }

    /// The version of kidreaper, from the jar's manifest.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {Main.version()};
        }
    }
}
