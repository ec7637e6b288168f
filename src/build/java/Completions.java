import dev.kidreaper.cli.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// A step of the package that writes what bash, zsh and fish need to complete command lines, from
/// the definitions of the commands.
///
/// `java -cp JAR Completions.java FOLDER`: `FOLDER/kidreaper`, `FOLDER/_kidreaper`,
/// `FOLDER/kidreaper.fish`
final class Completions {
    /// One command.
    ///
    /// @param about its first sentence
    private record Word(String name, String about, List<Option> options) {}

    /// One option.
    ///
    /// @param values what it takes: the words, or none
    /// @param isFile whether it takes a file
    private record Option(
            List<String> names, String about, boolean takes, boolean isFile, List<String> values) {
        static Option of(OptionSpec spec) {
            Class<?> type = spec.type();
            List<String> values =
                    type.isEnum()
                            ? Arrays.stream(type.getEnumConstants())
                                    .map(v -> ((Enum<?>) v).name().toLowerCase(Locale.ROOT))
                                    .toList()
                            : List.of();
            boolean takes = spec.arity().max() > 0;
            boolean isFile = takes && (spec.paramLabel().contains("FILE") || type == Path.class);
            String about = String.join(" ", spec.description()).replace("%%", "%");
            return new Option(List.of(spec.names()), about, takes, isFile, values);
        }
    }

    private Completions() {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        CommandLine program = Commands.line();
        List<Word> words = new ArrayList<>();
        new TreeMap<>(program.getSubcommands())
                .forEach((name, command) -> {
                    if (!command.getCommandSpec().usageMessage().hidden()) {
                        words.add(word(name, command));
                    }
                });
        Files.writeString(folder.resolve("kidreaper"), bash(words));
        Files.writeString(folder.resolve("_kidreaper"), zsh(words));
        Files.writeString(folder.resolve("kidreaper.fish"), fish(words));
    }

    private static Word word(String name, CommandLine command) {
        var spec = command.getCommandSpec();
        String about = String.join(" ", spec.usageMessage().description());
        int end = about.indexOf(". ");
        return new Word(
                name,
                end < 0 ? about : about.substring(0, end),
                spec.options().stream().filter(o -> !o.hidden()).map(Option::of).toList());
    }

    private static String bash(List<Word> words) {
        var text = new StringBuilder("# bash completion for kidreaper\n_kidreaper() {\n");
        text.append("    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n");
        text.append("    local i options=\n    COMPREPLY=()\n");
        text.append("    if [ \"$COMP_CWORD\" -eq 1 ]; then\n");
        text.append("        COMPREPLY=($(compgen -W '%s --help --version' -- \"$cur\"))\n"
                .formatted(words.stream().map(Word::name).collect(Collectors.joining(" "))));
        text.append("        return\n    fi\n");
        text.append("    for ((i = 2; i < COMP_CWORD; i++)); do\n");
        text.append("        [ \"${COMP_WORDS[i]}\" = -- ] && { compopt -o default; return; }\n");
        text.append("    done\n    case ${COMP_WORDS[1]}:$prev in\n");
        for (Word word : words) {
            for (Option option : word.options()) {
                if (option.takes()) {
                    String names =
                            option.names().stream()
                                    .map(n -> word.name() + ":" + n)
                                    .collect(Collectors.joining(" | "));
                    text.append("        %s) %sreturn ;;\n".formatted(names, bash(option)));
                }
            }
        }
        text.append("    esac\n    case ${COMP_WORDS[1]} in\n");
        for (Word word : words) {
            text.append("        %s) options='%s' ;;\n".formatted(word.name(), names(word)));
        }
        text.append("    esac\n    case $cur in\n");
        text.append("        -*) COMPREPLY=($(compgen -W \"$options\" -- \"$cur\")) ;;\n");
        text.append("        *) compopt -o default 2>/dev/null ;;\n    esac\n}\n");
        return text.append("complete -F _kidreaper kidreaper\n").toString();
    }

    private static String bash(Option option) {
        if (option.isFile()) {
            return "COMPREPLY=($(compgen -f -- \"$cur\")); ";
        }
        return option.values().isEmpty()
                ? ""
                : "COMPREPLY=($(compgen -W '%s' -- \"$cur\")); "
                        .formatted(String.join(" ", option.values()));
    }

    private static String names(Word word) {
        return word.options().stream()
                .flatMap(o -> o.names().stream())
                .filter(n -> n.startsWith("--"))
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private static String zsh(List<Word> words) {
        var text = new StringBuilder("#compdef kidreaper\n");
        text.append("_kidreaper() {\n    local -a commands=(\n");
        words.forEach(w -> text.append("        '%s:%s'\n".formatted(w.name(), zsh(w.about()))));
        text.append("    )\n    if (( CURRENT == 2 )); then\n");
        text.append("        _describe command commands\n        return\n    fi\n");
        text.append("    shift words\n    (( CURRENT-- ))\n    case $words[1] in\n");
        for (Word word : words) {
            text.append("        %s)\n            _arguments".formatted(word.name()));
            for (Option option : word.options()) {
                for (String name : option.names()) {
                    text.append(" \\\n                '%s[%s]%s'"
                            .formatted(name, zsh(option.about()), zshValue(option)));
                }
            }
            text.append(" \\\n                '*:file:_files'\n            ;;\n");
        }
        text.append("    esac\n}\n");
        // Loaded as a function it runs at once; sourced, it only registers.
        text.append("if [ \"$funcstack[1]\" = _kidreaper ]; then _kidreaper \"$@\"; else\n");
        return text.append("    compdef _kidreaper kidreaper\nfi\n").toString();
    }

    private static String zshValue(Option option) {
        if (!option.takes()) {
            return "";
        }
        if (option.isFile()) {
            return ":file:_files";
        }
        return option.values().isEmpty()
                ? ":value:"
                : ":value:(%s)".formatted(String.join(" ", option.values()));
    }

    private static String zsh(String about) {
        return about.replace("'", "'\\''").replaceAll("([\\[\\]:])", "\\\\$1");
    }

    private static String fish(List<Word> words) {
        var text = new StringBuilder("# fish completion for kidreaper\n");
        text.append("complete -c kidreaper -n __fish_use_subcommand -f\n");
        text.append("complete -c kidreaper -n __fish_use_subcommand -l help -d 'show the usage'\n");
        text.append("complete -c kidreaper -n __fish_use_subcommand -l version -d version\n");
        for (Word word : words) {
            text.append("complete -c kidreaper -n __fish_use_subcommand -a %s -d '%s'\n"
                    .formatted(word.name(), fish(word.about())));
        }
        for (Word word : words) {
            for (Option option : word.options()) {
                String known = "complete -c kidreaper -n '__fish_seen_subcommand_from %s'";
                text.append((known + "%s%s -d '%s'\n")
                        .formatted(word.name(), fishNames(option), fishValue(option),
                                fish(option.about())));
            }
        }
        return text.toString();
    }

    private static String fishNames(Option option) {
        return option.names().stream()
                .map(n -> n.startsWith("--") ? " -l " + n.substring(2) : " -s " + n.substring(1))
                .collect(Collectors.joining());
    }

    private static String fishValue(Option option) {
        if (!option.takes()) {
            return "";
        }
        return option.isFile()
                ? " -r -F"
                : option.values().isEmpty()
                        ? " -x"
                        : " -x -a '%s'".formatted(String.join(" ", option.values()));
    }

    private static String fish(String about) {
        return about.replace("\\", "\\\\").replace("'", "\\'");
    }
}
