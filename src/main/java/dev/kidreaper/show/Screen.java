package dev.kidreaper.show;

import dev.kidreaper.model.ForeignText;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Supplier;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Curses;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;

/// The output of a command while it works: lasting lines, and below them, on a terminal, live lines
/// that each update replaces. Any thread may use it.
/*
 * Each change goes to the terminal in one piece, so nothing flickers. The cursor is hidden while
 * there are live lines. When a signal ends the program, JLine's own shutdown hook closes the
 * terminal while ours runs. So ours restores the cursor without JLine.
 */
public final class Screen implements AutoCloseable {
    private static final int USUAL_COLUMNS = 80;
    private static final int USUAL_ROWS = 24;

    private final PrintStream out;
    private @Nullable Live live;
    private @Nullable Thread farewell;

    private Screen(PrintStream out) {
        this.out = out;
    }

    /// A screen on that stream, without live lines.
    public static Screen on(PrintStream out) {
        return new Screen(out);
    }

    /// A screen on standard output, with live lines if that is a terminal.
    public static Screen onTerminal() {
        var screen = new Screen(System.out);
        if (isTerminal()) {
            screen.live = open();
        }
        if (screen.live != null) {
            Runtime.getRuntime().addShutdownHook(new Thread(screen::leave, "screen-leave"));
        }
        return screen;
    }

    /// Has a line said on standard error when a signal ends the program before {@link #close}.
    ///
    /// @param words what was done, and what was not
    public synchronized void onInterrupt(Supplier<String> words) {
        farewell = new Thread(() -> sayFarewell(words), "screen-farewell");
        Runtime.getRuntime().addShutdownHook(farewell);
    }

    private void sayFarewell(Supplier<String> words) {
        leave();
        System.err.println("kidreaper: " + ForeignText.harmless(words.get()));
    }

    private void forgetFarewell() {
        try {
            if (farewell != null) {
                Runtime.getRuntime().removeShutdownHook(farewell);
            }
        } catch (IllegalStateException e) {
            return; // It is being said.
        }
    }

    /// Whether standard output and standard input are a terminal: somebody watches.
    public static boolean isTerminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    private static @Nullable Live open() {
        try {
            Terminal terminal = TerminalBuilder.builder().system(true).dumb(false).build();
            if (terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
                terminal.close();
                return null;
            }
            terminal.echo(false); // Typed characters must not get into the live lines.
            return new Live(terminal, new Display(terminal, false));
        } catch (IOException | IllegalStateException e) {
            return null; // No terminal that can be driven: lasting lines only.
        }
    }

    /// Whether live lines are shown.
    public synchronized boolean isLive() {
        return live != null;
    }

    /// Whether the stream can show these characters.
    public boolean canShow(String characters) {
        return out.charset().newEncoder().canEncode(characters);
    }

    /// Writes a lasting line.
    public synchronized void line(String text) {
        if (live == null) {
            out.println(text);
            out.flush();
        } else if (!live.above(text)) {
            live = null;
        }
    }

    /// Shows these lines below the lasting ones, in place of those shown before.
    public synchronized void live(List<String> lines) {
        if (live != null && !live.show(lines)) {
            live = null;
        }
    }

    /// Leaves the live lines as they are, with the cursor below them.
    private synchronized void leave() {
        if (live != null) {
            out.print(live.farewell);
            out.flush();
            live = null;
        }
    }

    /// Removes the live lines.
    @Override
    public synchronized void close() {
        forgetFarewell();
        if (live != null) {
            live.close();
            live = null;
        }
    }

    /// The live lines of a terminal.
    private static final class Live {
        private final Terminal terminal;
        private final Display display;
        private final String farewell;
        private Size size = Size.of(0, 0);

        /// The lines to show, and as much of them as fits.
        private List<AttributedString> shown = List.of();

        private List<AttributedString> drawn = List.of();

        Live(Terminal terminal, Display display) {
            this.terminal = terminal;
            this.display = display;
            String cursor = terminal.getStringCapability(Capability.cursor_normal);
            this.farewell = "\n" + (cursor == null ? "" : Curses.tputs(cursor));
        }

        /// Shows the lines. False if the terminal was closed because the program ends.
        boolean show(List<String> lines) {
            try {
                if (shown.isEmpty() != lines.isEmpty()) {
                    terminal.puts(
                            lines.isEmpty()
                                    ? Capability.cursor_normal
                                    : Capability.cursor_invisible);
                }
                draw(lines.stream().map(AttributedString::fromAnsi).toList());
                terminal.flush();
                return true;
            } catch (IllegalStateException e) {
                return false;
            }
        }

        /// As {@link #show}.
        boolean above(String text) {
            try {
                List<AttributedString> below = shown;
                draw(List.of());
                terminal.writer().println(text);
                draw(below);
                terminal.flush();
                return true;
            } catch (IllegalStateException e) {
                return false;
            }
        }

        private void draw(List<AttributedString> lines) {
            follow();
            // One column and one row stay free, or the terminal would wrap and scroll.
            drawn =
                    lines.stream()
                            .limit(size.getRows() - 1)
                            .map(l -> l.columnSubSequence(0, size.getColumns() - 1))
                            .toList();
            int end = drawn.isEmpty() ? 0 : drawn.getLast().columnLength();
            display.update(drawn, size.cursorPos(Math.max(0, drawn.size() - 1), end), false);
            shown = lines;
        }

        /// Follows the terminal's size.
        private void follow() {
            Size now = terminal.getSize();
            now =
                    Size.of(
                            now.getColumns() > 1 ? now.getColumns() : USUAL_COLUMNS,
                            now.getRows() > 1 ? now.getRows() : USUAL_ROWS);
            if (!now.equals(size)) {
                forget(now.getColumns());
                size = now;
                display.resize(now);
            }
        }

        /// Removes the drawn lines from a terminal that has become narrower, and so has wrapped
        /// them. The next lines are then drawn as if there were none.
        private void forget(int width) {
            int height =
                    drawn.stream()
                            .mapToInt(l -> Math.max(1, (l.columnLength() + width - 1) / width))
                            .sum();
            terminal.puts(Capability.carriage_return);
            if (height > 1) {
                terminal.puts(Capability.parm_up_cursor, height - 1);
            }
            terminal.puts(Capability.clr_eos);
            display.reset();
        }

        void close() {
            try {
                if (show(List.of())) {
                    terminal.close();
                }
            } catch (IOException e) {
                return; // It is the operator's terminal: nothing of ours is lost with it.
            }
        }
    }
}
