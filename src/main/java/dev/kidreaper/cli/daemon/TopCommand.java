package dev.kidreaper.cli.daemon;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.control.ControlQuestion;
import dev.kidreaper.show.FlatJson;
import dev.kidreaper.show.Screen;
import dev.kidreaper.show.top.PlainChanges;
import dev.kidreaper.show.top.TopDrawing;
import dev.kidreaper.show.top.TopKey;
import dev.kidreaper.show.top.TopKeys;
import dev.kidreaper.show.top.TopLook;
import dev.kidreaper.show.top.TopPool;
import dev.kidreaper.show.top.TopStatus;
import dev.kidreaper.show.top.TopView;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jline.terminal.Size;
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
    private static final long WAKE_MILLIS = 500;

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

    /// The pool of which other limits are looked at; null: none.
    private volatile @Nullable String whatIfOf;

    @Override
    public Integer call() throws OperatorError {
        String only = pool == null ? null : PoolWord.of(pool);
        if (delay.toMillis() < 100) {
            throw new OperatorError(ExitCode.USAGE, "--delay: write 100ms or more");
        }
        if (times != null && times < 1) {
            throw new OperatorError(ExitCode.USAGE, "-n %d: write 1 or more".formatted(times));
        }
        var feed = new TopFeed(control, only);
        if (plain) {
            return follow(feed, only);
        }
        boolean watched = Screen.isTerminal() && !once && times == null && !json;
        if (!watched) {
            return print(feed, only, once ? 1 : times == null ? 1 : times);
        }
        feed.ask(); // Who cannot reach the daemon is told so before the screen is taken.
        try (TopTerminal terminal = TopTerminal.open()) {
            if (terminal != null) {
                return watch(feed, only, terminal);
            }
        } catch (IOException e) {
            return ExitCode.DONE; // The terminal has gone.
        }
        return follow(feed, only);
    }

    private int print(TopFeed feed, @Nullable String only, int tables) throws OperatorError {
        for (int i = 0; i < tables; i++) {
            if (i > 0 && !pause()) {
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
        while (!System.out.checkError() && pause()) {
            feed.refresh();
            TopStatus now = feed.latest();
            PlainChanges.lines(before, now, only, look).forEach(System.out::println);
            before = now;
        }
        return ExitCode.DONE;
    }

    private boolean pause() {
        try {
            Thread.sleep(delay);
            return true;
        } catch (InterruptedException e) {
            return false; // Nobody goes on.
        }
    }

    private boolean hasColours() {
        String none = System.getenv("NO_COLOR");
        return !noColor && (none == null || none.isEmpty());
    }

    /// Draws until the operator quits.
    private int watch(TopFeed feed, @Nullable String only, TopTerminal terminal)
            throws IOException {
        var look = new TopLook(hasColours(), terminal.isUnicode());
        Thread asking = Thread.ofPlatform().daemon().name("top-feed").start(() -> refresh(feed));
        TopView view = TopView.of(only);
        TopStatus drawn = TopStatus.NONE;
        boolean changed = true;
        boolean anew = false;
        while (!terminal.isInterrupted()) {
            TopStatus status = feed.latest();
            if (changed || anew || !status.equals(drawn) || terminal.isResized()) {
                Size size = terminal.size();
                var drawing = new TopDrawing(look, size.getColumns(), size.getRows());
                terminal.draw(drawing.lines(status, view, feed.samples()), size, anew);
                drawn = status;
            }
            anew = false;
            Optional<TopKey> key = terminal.key(WAKE_MILLIS);
            changed = key.isPresent();
            if (key.isPresent()) {
                TopKeys.Pressed pressed = TopKeys.press(view, status, key.get());
                view = pressed.view();
                whatIfOf = whatIfOf(view, status);
                switch (pressed.wish()) {
                    case TopKeys.Wish.Nothing _ -> {}
                    case TopKeys.Wish.Redraw _ -> anew = true;
                    case TopKeys.Wish.Recycle r -> view = view.telling(recycle(r));
                    case TopKeys.Wish.Quit _ -> {
                        asking.interrupt();
                        return ExitCode.DONE;
                    }
                }
            }
        }
        return ExitCode.DONE;
    }

    private static @Nullable String whatIfOf(TopView view, TopStatus status) {
        return view.page() == TopView.Page.WHAT_IF
                ? status.pool(view.pool()).map(TopPool::name).orElse(null)
                : null;
    }

    private void refresh(TopFeed feed) {
        while (pause()) {
            feed.refresh();
            String asked = whatIfOf;
            if (asked != null) {
                feed.askWhatIf(asked);
            }
        }
    }

    private String recycle(TopKeys.Wish.Recycle wish) {
        try {
            String target = PoolWord.of(wish.pool() + "/" + wish.pid());
            String later =
                    FlatJson.read(control.ask(ControlQuestion.of("recycle", target)))
                            .values()
                            .getOrDefault("later", "");
            return "%d will be recycled, as soon as the pace allows%s"
                    .formatted(wish.pid(), later.isEmpty() ? "" : "; " + later);
        } catch (OperatorError e) {
            return e.sentence();
        }
    }
}
