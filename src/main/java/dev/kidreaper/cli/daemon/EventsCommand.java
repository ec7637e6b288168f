package dev.kidreaper.cli.daemon;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.control.ControlQuestion;
import dev.kidreaper.cli.words.StandardOutput;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `kidreaper events`: asks the daemon what has happened.
@Command(
        name = "events",
        description =
                "Shows what has happened to the daemon's pools, oldest first; with -f also what"
                        + " happens from now on, until Ctrl-C.",
        mixinStandardHelpOptions = true)
public final class EventsCommand implements Callable<Integer> {
    private static final int MOST = 1000;
    private static final int BEFORE_FOLLOWING = 10;
    private static final long LOOK_EVERY_MILLIS = 500;

    @Mixin private ControlOptions control = new ControlOptions();

    @Option(
            names = {"-f", "--follow"},
            description = "go on and show each event as it comes")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            description = "only the latest N, 0 to 1000 (default: 1000; with -f, 10)")
    private @Nullable Integer most;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description =
                    "only from then on: how long ago (1h), a time (09:30), or a date with a time")
    private @Nullable String since;

    @Option(names = "--pool", paramLabel = "POOL", description = "only of this pool")
    private @Nullable String pool;

    @Option(
            names = "--json",
            description = "answer in JSON on standard output; with -f, one object a line")
    private boolean json;

    @Override
    public Integer call() throws OperatorError {
        if (most != null && (most < 0 || most > MOST)) {
            throw new OperatorError(ExitCode.USAGE, "-n %d: write 0 to %d".formatted(most, MOST));
        }
        int usual = follow && since == null ? BEFORE_FOLLOWING : MOST;
        ControlQuestion question =
                ControlQuestion.of("events")
                        .with("pool", pool == null ? null : PoolWord.of(pool))
                        .with("since", since == null ? null : time(since).toEpochMilli())
                        .with("n", most == null ? usual : most)
                        .inJson(json);
        if (follow) {
            return follow(question.with("seen", 0));
        }
        String answer = control.ask(question);
        if (!answer.isBlank()) {
            System.out.println(answer);
        }
        return ExitCode.DONE;
    }

    private static Instant time(String text) throws OperatorError {
        try {
            return Since.parse(text, ZonedDateTime.now(ZoneId.systemDefault()));
        } catch (IllegalArgumentException e) {
            throw new OperatorError(ExitCode.USAGE, "--since " + e.getMessage());
        }
    }

    /// Shows what comes until nobody reads it any more, or the daemon ends.
    private int follow(ControlQuestion first) throws OperatorError {
        ControlQuestion next = first;
        while (true) {
            String[] answer = control.ask(next).split("\n", 2);
            if (answer.length > 1) {
                System.out.println(answer[1]);
            }
            if (StandardOutput.isUnread()) {
                return ExitCode.DONE;
            }
            String[] word = answer[0].split("[ =]", -1);
            if (word.length != 4) {
                throw new OperatorError(ExitCode.FAILED, "the daemon is of another version");
            }
            next = next.with("since", word[1]).with("seen", word[3]).with("n", MOST);
            try {
                Thread.sleep(LOOK_EVERY_MILLIS);
            } catch (InterruptedException e) {
                return ExitCode.DONE;
            }
        }
    }
}
