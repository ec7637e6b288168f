package dev.kidreaper.cli.daemon;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.cli.words.StandardOutput;
import dev.kidreaper.show.Paint;
import dev.kidreaper.show.Screen;
import dev.kidreaper.show.top.PlainChanges;
import dev.kidreaper.show.top.TopDrawing;
import dev.kidreaper.show.top.TopLook;
import dev.kidreaper.show.top.TopStatus;
import dev.kidreaper.show.top.TopView;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kidreaper top`: the daemon's pools and workers on a terminal, as they change.
@Command(
        name = "top",
        description =
                "Shows the daemon's pools and workers as they change: each worker's size against"
                        + " its limit, when it gets there, who goes next, and why they grow. The"
                        + " key ? tells the others. Where standard output is no terminal, it"
                        + " prints one table.",
        mixinStandardHelpOptions = true)
public final class TopCommand implements Callable<Integer> {
    private static final int PLAIN_COLUMNS = 120;

    @Mixin private ControlOptions control = new ControlOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "POOL",
            description = "only this pool (default: all)")
    private @Nullable String pool;

    @Option(names = "-1", description = "print one table and end; the same as -n 1")
    private boolean once;

    @Option(
            names = {"-n", "--times"},
            paramLabel = "N",
            description = "print N tables, one a second, and end")
    private @Nullable Integer times;

    @Option(
            names = {"-d", "--delay"},
            paramLabel = "DUR",
            description = "ask the daemon so often (default: 1s)")
    private Duration delay = Duration.ofSeconds(1);

    @Option(
            names = "--plain",
            description = "print a table, then a line for each change: for screen readers and logs")
    private boolean plain;

    @Option(names = "--no-color", description = "no colours; so does NO_COLOR in the environment")
    private boolean noColor;

    @Option(names = "--json", description = "print the daemon's status in JSON, one line each time")
    private boolean json;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description =
                    "begin at a moment of the past, from the history: a time (03:12), a date with a"
                            + " time, or how long ago (2h); the arrow keys left and right go on")
    private @Nullable String at;

    @Override
    public Integer call() throws OperatorError {
        String only = pool == null ? null : PoolWord.of(pool);
        if (delay.toMillis() < 100) {
            throw new OperatorError(ExitCode.USAGE, "--delay: write 100ms or more");
        }
        if (times != null && times < 1) {
            throw new OperatorError(ExitCode.USAGE, "-n %d: write 1 or more".formatted(times));
        }
        Instant moment = at == null ? null : moment(at);
        var feed = new TopFeed(control, only);
        feed.look(new TopFeed.Look(moment, null, 0));
        if (plain) {
            return moment == null ? follow(feed, only) : print(feed, only, 1);
        }
        boolean watched = Screen.isTerminal() && !once && times == null && !json;
        if (!watched) {
            return print(feed, only, once ? 1 : times == null ? 1 : times);
        }
        feed.ask(); // Who cannot reach the daemon is told so before the screen is taken.
        try (TopTerminal terminal = TopTerminal.open()) {
            if (terminal != null) {
                var look = new TopLook(hasColours(), terminal.isUnicode());
                new TopWatch(control, feed, terminal, look, delay)
                        .watch(TopView.of(only).then(moment));
                return ExitCode.DONE;
            }
        }
        return moment == null ? follow(feed, only) : print(feed, only, 1);
    }

    private int print(TopFeed feed, @Nullable String only, int tables) throws OperatorError {
        for (int i = 0; i < tables; i++) {
            if (i > 0 && (StandardOutput.isUnread() || !feed.pause(delay))) {
                return ExitCode.DONE;
            }
            TopStatus status = feed.ask();
            if (json) {
                System.out.println(feed.json());
            } else {
                System.out.println(i > 0 ? "\n" + table(status, only) : table(status, only));
            }
        }
        return ExitCode.DONE;
    }

    private static String table(TopStatus status, @Nullable String only) {
        List<String> lines =
                new TopDrawing(new TopLook(false, canShowAll()), PLAIN_COLUMNS, 1)
                        .table(status, TopView.of(only)).stream()
                                .map(l -> l.toString().stripTrailing())
                                .toList();
        return String.join("\n", lines);
    }

    private static boolean canShowAll() {
        return System.out.charset().newEncoder().canEncode("█▼");
    }

    /// Prints what changes, until nobody reads it any more.
    private int follow(TopFeed feed, @Nullable String only) throws OperatorError {
        TopStatus before = feed.ask();
        var look = new TopLook(false, canShowAll());
        System.out.println(table(before, only));
        while (!StandardOutput.isUnread() && feed.pause(delay)) {
            feed.refresh();
            TopStatus now = feed.latest();
            PlainChanges.lines(before, now, only, look).forEach(System.out::println);
            before = now;
        }
        return ExitCode.DONE;
    }

    private boolean hasColours() {
        return !noColor && Paint.isWanted();
    }

    private static Instant moment(String text) throws OperatorError {
        ZonedDateTime now = ZonedDateTime.now(ZoneId.systemDefault());
        try {
            return Since.past(text, now);
        } catch (IllegalArgumentException e) {
            throw new OperatorError(ExitCode.USAGE, "--at " + e.getMessage());
        }
    }
}
