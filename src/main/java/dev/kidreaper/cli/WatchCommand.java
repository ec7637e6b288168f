package dev.kidreaper.cli;

import dev.kidreaper.app.Daemon;
import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.HeapCare;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.Signals;
import dev.kidreaper.app.control.ControlQuestion;
import dev.kidreaper.config.ConfigResult;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.OwnMemory;
import dev.kidreaper.linux.ThisProcess;
import dev.kidreaper.model.LogWord;
import dev.kidreaper.model.Settings;
import dev.kidreaper.show.StatusJson;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `kidreaper watch`: the daemon that keeps every configured pool at a sane size.
@Command(
        name = "watch",
        description =
                "Keeps the pools of a configuration file at a sane size, and looks ahead, until"
                        + " TERM. HUP reads the file again; a wrong file changes nothing.",
        mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
    /// How long memory stays unlocked: by then all that is used often was used.
    private static final Duration SETTLED = Duration.ofSeconds(8);

    /// By then all that is needed often was needed once.
    private static final Duration COMES_BACK = Duration.ofSeconds(7);

    @Mixin private ConfigOptions config = new ConfigOptions();

    @Override
    public Integer call() throws OperatorError {
        if (config.isBlank()) {
            new Signals().tell("READY=1"); // Or systemd takes this end for a failure.
            return ExitCode.DONE;
        }
        return switch (config.read()) {
            case ConfigResult.Rejected rejected -> ExitCode.of(rejected);
            case ConfigResult.Loaded loaded -> watch(loaded.settings());
        };
    }

    private int watch(Settings settings) throws OperatorError {
        var signals = new Signals();
        try (var daemon =
                Daemon.start(
                        settings,
                        false,
                        ServeCommand.EndOrphans.afterDeath(),
                        Main.program("watch", config.path()))) {
            lowerOomScore(daemon);
            HeapCare.begin(SETTLED, () -> settle(daemon));
            signals.onOther(_ -> Signals.MEANS_NOTHING, daemon.log());
            daemon.awaitReady(true, signals.stopAsked());
            if (!signals.stopAsked().isDone()) {
                ready(daemon, settings);
                signals.tell("READY=1");
            }
            while (signals.next() == Signals.Asked.AGAIN) {
                reload(daemon, ControlQuestion.of("reload"));
            }
            signals.tell("STOPPING=1");
            daemon.log().say("event=stopping");
        }
        return ExitCode.DONE;
    }

    private void ready(Daemon daemon, Settings settings) {
        daemon.log()
                .say(
                        "event=ready pools=%d found=%d"
                                .formatted(settings.countOfPools(), daemon.found()));
        daemon.onReload(question -> reload(daemon, question));
    }

    /// Reads the file again. What came of it, for whoever asked.
    private synchronized String reload(Daemon daemon, ControlQuestion question) {
        return switch (config.read(daemon.log()::error, daemon.log()::warn)) {
            case ConfigResult.Loaded again -> {
                List<String> later = daemon.reload(again.settings());
                int count = again.settings().pools().size();
                String pools = count == 1 ? "1 pool" : count + " pools";
                yield StatusJson.done(
                        question.json(),
                        "reloaded",
                        pools,
                        Stream.concat(Stream.of("reloaded: " + pools), later.stream())
                                .collect(Collectors.joining("\n")));
            }
            case ConfigResult.Rejected wrong -> {
                String first = wrong.problems().getFirst().toString();
                daemon.refused("the file is wrong, and nothing changes: " + first);
                yield StatusJson.problem(
                        "the file is wrong, and nothing changes: %s%s"
                                .formatted(
                                        first,
                                        wrong.problems().size() == 1
                                                ? ""
                                                : " (and %d more; kidreaper check lists all)"
                                                        .formatted(wrong.problems().size() - 1)));
            }
        };
    }

    /// Gives back what only the start needed, waits until what is needed often has come back, then
    /// keeps the daemon from being swapped out: it is needed most when memory is short. In this
    /// order: locked memory cannot be given back.
    private static void settle(Daemon daemon) {
        OwnMemory.giveBackHeap();
        try {
            OwnMemory.dropFilePages();
            Thread.sleep(COMES_BACK);
            OwnMemory.readAhead();
        } catch (IOException e) {
            daemon.log().say("event=memory-kept why=" + LogWord.of(String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            ThisProcess.lockMemory();
        } catch (LinuxException e) {
            daemon.log().say("event=memory-not-locked why=" + LogWord.of(e.sentence()));
        }
    }

    private static void lowerOomScore(Daemon daemon) {
        try {
            OwnMemory.lowerOomScore();
        } catch (IOException e) {
            daemon.log()
                    .say("event=oom-score-kept why=" + LogWord.of(String.valueOf(e.getMessage())));
        }
    }
}
