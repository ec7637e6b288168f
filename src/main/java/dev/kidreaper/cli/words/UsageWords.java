package dev.kidreaper.cli.words;

import dev.kidreaper.config.Suggestions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// What is said of a command line that means nothing: what is wrong, and what would be right.
public final class UsageWords {
    /// What other programs call it.
    private static final Map<String, String> MEANT =
            Map.ofEntries(
                    Map.entry("version", "--version"),
                    Map.entry("list", "ps"),
                    Map.entry("ls", "ps"),
                    Map.entry("log", "events"),
                    Map.entry("logs", "events"),
                    Map.entry("info", "status"),
                    Map.entry("monit", "top"),
                    Map.entry("monitor", "top"),
                    Map.entry("explain", "why"),
                    Map.entry("start", "watch"),
                    Map.entry("validate", "check"),
                    Map.entry("test", "check"),
                    Map.entry("stop", "pause"));

    private UsageWords() {}

    /// That there is no such command, and which one was probably meant.
    ///
    /// @param known the names of all commands
    public static String noCommand(String word, List<String> known) {
        return "there is no command '%s'%s"
                .formatted(
                        word,
                        didYouMean(
                                Optional.ofNullable(MEANT.get(word))
                                        .or(() -> Suggestions.nearest(word, known))));
    }

    /// What the parser found wrong.
    ///
    /// @param example what to say behind it, for a command of that name
    public static String of(ParameterException e, UnaryOperator<String> example) {
        CommandLine line = e.getCommandLine();
        if (e instanceof MissingParameterException missing
                && missing.getMissing().stream().allMatch(ArgSpec::isPositional)) {
            return "say which: %s%s"
                    .formatted(
                            missing.getMissing().stream()
                                    .map(ArgSpec::paramLabel)
                                    .collect(Collectors.joining(" ")),
                            example.apply(line.getCommandName()));
        }
        String said = String.valueOf(e.getMessage()).replace('\n', ' ');
        if (!(e instanceof UnmatchedArgumentException unmatched)) {
            return said;
        }
        return unmatched.isUnknownOption()
                ? said + didYouMean(unmatched.getSuggestions().stream().findFirst())
                : tooMany(unmatched.getUnmatched(), line);
    }

    private static String tooMany(List<String> words, CommandLine line) {
        return line.getSubcommands().isEmpty()
                ? "too many words: '%s'".formatted(String.join(" ", words))
                : "there is no command '%s %s'; there is %s"
                        .formatted(
                                line.getCommandName(),
                                words.getFirst(),
                                String.join(", ", line.getSubcommands().keySet()));
    }

    private static String didYouMean(Optional<String> word) {
        return word.map("; did you mean %s?"::formatted).orElse("");
    }
}
