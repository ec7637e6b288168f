package dev.kidreaper.show;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jspecify.annotations.Nullable;

/// Where a command writes while it works: lasting lines, and on a terminal below them some live
/// ones that each update replaces.
public final class Screen implements AutoCloseable {
    private final PrintStream out;
    private @Nullable Terminal terminal;
    private @Nullable Display display;

    private Screen(PrintStream out) {
        this.out = out;
    }

    /// One on that stream, without live lines.
    public static Screen on(PrintStream out) {
        return new Screen(out);
    }

    /// One on standard output, with live lines if that is a terminal.
    public static Screen onTerminal() {
        var screen = new Screen(System.out);
        var console = System.console();
        if (console != null && console.isTerminal()) {
            screen.openTerminal();
        }
        return screen;
    }

    private void openTerminal() {
        try {
            terminal = TerminalBuilder.builder().system(true).dumb(false).build();
            display = new Display(terminal, false);
        } catch (IOException | IllegalStateException e) {
            terminal = null; // No terminal that can be driven: lasting lines only.
        }
    }

    /// Whether live lines are shown.
    public boolean isLive() {
        return display != null;
    }

    /// Writes a lasting line.
    public void line(String text) {
        live(List.of());
        out.println(text);
        out.flush();
    }

    /// Shows these lines below the lasting ones, in place of those shown before.
    public void live(List<String> lines) {
        if (display == null || terminal == null) {
            return;
        }
        Size size = terminal.getSize();
        int columns = Math.max(20, size.getColumns());
        display.resize(Size.of(columns, Math.max(5, size.getRows())));
        display.update(
                lines.stream()
                        .map(l -> AttributedString.fromAnsi(l).columnSubSequence(0, columns - 1))
                        .toList(),
                lines.isEmpty() ? 0 : -1);
        terminal.flush();
    }

    /// Takes the live lines away.
    @Override
    public void close() {
        live(List.of());
        try {
            if (terminal != null) {
                terminal.close();
            }
        } catch (IOException e) {
            out.flush(); // It is the operator's terminal: nothing of ours is lost with it.
        }
        display = null;
        terminal = null;
    }
}
