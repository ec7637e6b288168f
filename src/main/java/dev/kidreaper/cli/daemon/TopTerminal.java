package dev.kidreaper.cli.daemon;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Curses;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;

/// The whole terminal, drawn on, with the keys that are pressed. It is given back as it was, also
/// when a signal ends the program. One thread.
final class TopTerminal implements AutoCloseable {
    private final Terminal terminal;
    private final Display display;
    private final Attributes before;
    private final Thread farewell;
    private final TopKeyboard keyboard;
    private Size size = Size.of(0, 0);
    private volatile boolean resized = true;
    private volatile boolean interrupted;

    private TopTerminal(Terminal terminal) {
        this.terminal = terminal;
        this.display = new Display(terminal, true);
        this.before = terminal.enterRawMode();
        this.keyboard = new TopKeyboard(terminal.encoding());
        terminal.handle(
                Signal.WINCH,
                _ -> {
                    resized = true;
                    keyboard.wake();
                });
        terminal.handle(
                Signal.INT,
                _ -> {
                    interrupted = true;
                    keyboard.wake();
                });
        terminal.handle(Signal.TSTP, SignalHandler.SIG_IGN);
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.keypad_xmit);
        terminal.puts(Capability.cursor_invisible);
        terminal.flush();
        String back =
                sequence(Capability.cursor_normal)
                        + sequence(Capability.keypad_local)
                        + sequence(Capability.exit_ca_mode);
        this.farewell = new Thread(() -> leave(back), "top-leave");
        Runtime.getRuntime().addShutdownHook(farewell);
        waitForEachKey();
        keyboard.start();
    }

    /// A read returns with the first character, however long that takes.
    private void waitForEachKey() {
        Attributes raw = terminal.getAttributes();
        raw.setControlChar(Attributes.ControlChar.VMIN, 1);
        raw.setControlChar(Attributes.ControlChar.VTIME, 0);
        terminal.setAttributes(raw);
    }

    /// The terminal of standard input and output; null when it cannot be drawn on.
    /*
     * Without grapheme clusters JLine asks the terminal nothing: the thread that waits for the
     * answers would take a key.
     */
    static @Nullable TopTerminal open() {
        try {
            Terminal terminal =
                    TerminalBuilder.builder()
                            .system(true)
                            .dumb(false)
                            .graphemeCluster(false)
                            .build();
            if (terminal.getType().startsWith(Terminal.TYPE_DUMB)
                    || terminal.getStringCapability(Capability.cursor_address) == null) {
                terminal.close();
                return null;
            }
            return new TopTerminal(terminal);
        } catch (IOException | IllegalStateException e) {
            return null; // Then lines are appended.
        }
    }

    private String sequence(Capability capability) {
        String text = terminal.getStringCapability(capability);
        return text == null ? "" : Curses.tputs(text);
    }

    /// A signal ends the program, and JLine's own hook may have closed its terminal already.
    private static void leave(String back) {
        System.out.print(back);
        System.out.flush();
    }

    /// Whether it shows more than ASCII.
    boolean isUnicode() {
        return isUtf8(System.getenv());
    }

    /// Whether the locale is one of UTF-8 (locale(7): the first of these that is set counts). What
    /// we write ourselves is UTF-8 in every locale, so the stream does not tell.
    static boolean isUtf8(Map<String, String> environment) {
        return Stream.of("LC_ALL", "LC_CTYPE", "LANG")
                .map(name -> environment.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .filter(value -> value.toLowerCase(Locale.ROOT).replace("-", "").contains("utf8"))
                .isPresent();
    }

    /// Whether it has another size than when it was last asked.
    boolean isResized() {
        return resized;
    }

    /// Whether Ctrl-C was pressed.
    boolean isInterrupted() {
        return interrupted;
    }

    /// Its size.
    Size size() {
        resized = false;
        Size now = terminal.getSize();
        return Size.of(Math.max(1, now.getColumns()), Math.max(1, now.getRows()));
    }

    /// Draws lines that fit on that size.
    ///
    /// @param anew whether nothing of what is on the screen can be relied upon
    void draw(List<AttributedString> lines, Size on, boolean anew) {
        if (!on.equals(size) || anew) {
            size = on;
            display.resize(on);
            display.clear();
            terminal.puts(Capability.clear_screen);
        }
        display.update(lines, -1, false);
        terminal.flush();
    }

    /// Where keys are pressed.
    TopKeyboard keyboard() {
        return keyboard;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(farewell);
        } catch (IllegalStateException e) {
            return; // It is being given back.
        }
        try {
            terminal.puts(Capability.cursor_normal);
            terminal.puts(Capability.keypad_local);
            terminal.puts(Capability.exit_ca_mode);
            terminal.setAttributes(before);
            terminal.flush();
            terminal.close();
        } catch (IOException | IllegalStateException e) {
            return; // It is the operator's terminal: nothing of ours is lost with it.
        }
    }
}
