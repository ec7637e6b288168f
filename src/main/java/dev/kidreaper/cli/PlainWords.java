package dev.kidreaper.cli;

import dev.kidreaper.app.OperatorError;
import dev.kidreaper.cli.daemon.StatusCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A command line of `ps` or `status` that is so plain that it needs no parser: `ps`, `ps 812`,
/// `status web --json`. These are asked most, and the parser would take most of their time.
///
/// @param word the pool; null: none is named
/// @param values of the options that have one
record PlainWords(String command, @Nullable String word, boolean json, Map<String, String> values) {
    private static final Map<String, Set<String>> OPTIONS =
            Map.of("ps", Set.of("--pid", "--pidfile"), "status", Set.of("--socket"));

    /// Those of a command line; null: it needs the parser.
    static @Nullable PlainWords of(String[] args) {
        Set<String> options = args.length == 0 ? null : OPTIONS.get(args[0]);
        if (options == null) {
            return null;
        }
        String word = null;
        boolean json = false;
        var values = new HashMap<String, String>();
        for (int i = 1; i < args.length; i++) {
            boolean hasValue = options.contains(args[i]) && i + 1 < args.length;
            if (args[i].equals("--json")) {
                json = true;
            } else if (hasValue && isWord(args[i + 1]) && !values.containsKey(args[i])) {
                values.put(args[i], args[++i]);
            } else if (word == null && isWord(args[i])) {
                word = args[i];
            } else {
                return null;
            }
        }
        return new PlainWords(args[0], word, json, Map.copyOf(values));
    }

    /// Whether the parser would see nothing else in it: no option, and no file of words.
    private static boolean isWord(String text) {
        return !text.isEmpty()
                && "-@\"'".indexOf(text.charAt(0)) < 0
                && text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    /// Runs the command.
    ///
    /// @return its exit code
    int run() {
        try {
            return command.equals("ps")
                    ? new PsCommand(
                                    new PoolOptions(
                                            word, values.get("--pid"), values.get("--pidfile")),
                                    new OutputOptions(json))
                            .call()
                    : new StatusCommand(word, values.get("--socket"), json).call();
        } catch (OperatorError | RuntimeException e) {
            var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
            return Commands.problem(e, "kidreaper " + command, json, err);
        }
    }
}
