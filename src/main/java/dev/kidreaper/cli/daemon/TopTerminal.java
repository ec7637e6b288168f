package dev.kidreaper.cli.daemon;

import dev.kidreaper.show.top.TopKey;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
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
    private static final int REST_OF_KEY_MILLIS = 30;

    /// So much typed ahead, or pasted, is taken before it is obeyed.
    private static final int MOST_AHEAD = 4096;

    private static final int NOTHING = 0;

    /// In the place of a character: there are no more.
    private static final int GONE = -1;

    /// In the place of a character: there is something to draw.
    private static final int WOKEN = -2;

    private final Terminal terminal;
    private final Display display;
    private final Attributes before;
    private final Thread farewell;
    private final BlockingQueue<Integer> input = new ArrayBlockingQueue<>(MOST_AHEAD);

    /// Was looked at, and is still to be taken.
    private int back = NOTHING;

    private Size size = Size.of(0, 0);
    private volatile boolean resized = true;
    private volatile boolean interrupted;

    private TopTerminal(Terminal terminal) {
        this.terminal = terminal;
        this.display = new Display(terminal, true);
        this.before = terminal.enterRawMode();
        terminal.handle(
                Signal.WINCH,
                _ -> {
                    resized = true;
                    wake();
                });
        terminal.handle(
                Signal.INT,
                _ -> {
                    interrupted = true;
                    wake();
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
        Thread.ofPlatform().daemon().name("top-keys").start(this::read);
    }

    /// A read returns with the first character, however long that takes.
    private void waitForEachKey() {
        Attributes raw = terminal.getAttributes();
        raw.setControlChar(Attributes.ControlChar.VMIN, 1);
        raw.setControlChar(Attributes.ControlChar.VTIME, 0);
        terminal.setAttributes(raw);
    }

    /// JLine's own reader asks ten times a second whether there is a key: that took an eighth of
    /// all processor time.
    private void read() {
        var keys = new InputStreamReader(System.in, terminal.encoding());
        try {
            int next;
            do {
                next = character(keys);
                input.put(next);
            } while (next != GONE);
        } catch (InterruptedException e) {
            return; // Nobody interrupts it.
        }
    }

    private static int character(InputStreamReader keys) {
        try {
            return keys.read(); // -1 at the end, as GONE.
        } catch (IOException e) {
            return GONE;
        }
    }

    /// Has {@link #key} return. Called on any thread.
    void wake() {
        var _ = input.offer(WOKEN); // Where it is full, key returns anyway.
    }

    /// The terminal of standard input and output; null when it cannot be drawn on.
    static @Nullable TopTerminal open() {
        try {
            Terminal terminal = TerminalBuilder.builder().system(true).dumb(false).build();
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

    /// Waits for the next key; empty when it was woken.
    Optional<TopKey> key() {
        try {
            int first = back == NOTHING ? input.take() : back;
            back = NOTHING;
            if (first == WOKEN) {
                return Optional.empty();
            }
            if (first == GONE) {
                return Optional.of(TopKey.of("q"));
            }
            var sent = new StringBuilder().append((char) first);
            if (first == 27) {
                rest(sent);
            } else if (Character.isHighSurrogate((char) first)) {
                sent.append((char) next());
            }
            return Optional.of(TopKey.of(sent.toString()));
        } catch (InterruptedException e) {
            return Optional.of(TopKey.of("q"));
        }
    }

    /// What follows an escape, up to the character that ends it. What follows the key Esc is a key
    /// of its own.
    private void rest(StringBuilder sent) throws InterruptedException {
        int next = next();
        if (next != '[' && next != 'O') {
            back = next == NOTHING ? back : next;
            return;
        }
        while (next > 0 && sent.length() < 12) {
            sent.append((char) next);
            if (sent.length() > 2 && next >= '@' && next <= '~') {
                return;
            }
            next = next();
        }
    }

    /// What comes next of a key of several characters, or NOTHING.
    private int next() throws InterruptedException {
        Integer next = input.poll(REST_OF_KEY_MILLIS, TimeUnit.MILLISECONDS);
        while (next != null && next == WOKEN) {
            next = input.poll(REST_OF_KEY_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (next != null && next == GONE) {
            back = GONE;
            return NOTHING;
        }
        return next == null ? NOTHING : next;
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
