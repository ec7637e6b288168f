package dev.kidreaper.show;

import dev.kidreaper.model.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Colours for what needs the eye, by the sixteen that every terminal has, light or dark.
///
/// @param isOn false: all texts stay as they are
public record Paint(boolean isOn) {
    private static final int RED = 31;
    private static final int GREEN = 32;
    private static final int YELLOW = 33;

    private static final Pattern STATE =
            Pattern.compile("^([^\\s:]+: )(watching|serving|observing|paused|missing|lost)\\b");

    /// That of standard output: on where somebody watches and has not set NO_COLOR.
    public static Paint ofTerminal() {
        return new Paint(isWanted() && isTerminal());
    }

    /// Whether the environment does not forbid colours (NO_COLOR).
    public static boolean isWanted() {
        String none = System.getenv("NO_COLOR");
        return none == null || none.isEmpty();
    }

    /// Whether standard output is a terminal. Without the JDK's console, which takes long to load.
    public static boolean isTerminal() {
        try {
            String out = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return out.startsWith("/dev/pts/") || out.startsWith("/dev/tty");
        } catch (IOException e) {
            return false; // It is closed.
        }
    }

    /// The table of a pool: red is who goes.
    public String table(String table) {
        return isOn ? lines(table, l -> l.endsWith("  " + PoolText.GOES) ? in(RED, l) : l) : table;
    }

    /// The line of an outcome.
    public String outcome(Outcome outcome, String line) {
        return switch (outcome) {
            case Outcome.Recycled _ -> in(GREEN, line);
            case Outcome.Failed _ -> in(RED, line);
            case Outcome.Vanished _ -> line;
        };
    }

    /// The answer to `status`: the state of each pool.
    public String status(String answer) {
        return isOn ? lines(answer, this::state) : answer;
    }

    private String state(String line) {
        var found = STATE.matcher(line);
        if (!found.find()) {
            return line;
        }
        int colour =
                switch (found.group(2)) {
                    case "missing", "lost" -> RED;
                    case "paused", "observing" -> YELLOW;
                    default -> GREEN;
                };
        return found.group(1) + in(colour, found.group(2)) + line.substring(found.end());
    }

    private interface Painter {
        String paint(String line);
    }

    private static String lines(String text, Painter painter) {
        return text.lines().map(painter::paint).collect(Collectors.joining("\n"));
    }

    private String in(int colour, String text) {
        return isOn ? "\u001b[%dm%s\u001b[m".formatted(colour, text) : text;
    }
}
