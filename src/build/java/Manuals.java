import dev.kidreaper.cli.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// A step of the package that writes the manual pages (man(7)): section 1 from the definitions of
/// the commands, section 5 from `docs/configuration.md`.
///
/// `java -cp JAR Manuals.java FOLDER VERSION DATE docs/configuration.md`
final class Manuals {
    private static final String FILES =
            """
            .SH FILES
            .TP
            .I /etc/kidreaper/kidreaper.toml
            the configuration of watch: see kidreaper.toml(5)
            .TP
            .I /run/kidreaper/control.sock
            the control socket of the daemon
            .TP
            .I /var/lib/kidreaper/history.db
            what the daemon remembers
            """;

    private final Path folder;
    private final String version;
    private final String date;

    private Manuals(Path folder, String version, String date) {
        this.folder = folder;
        this.version = version;
        this.date = date;
    }

    public static void main(String[] args) throws IOException {
        var manuals = new Manuals(Path.of(args[0]), args[1], args[2]);
        Files.createDirectories(manuals.folder.resolve("man1"));
        Files.createDirectories(manuals.folder.resolve("man5"));
        CommandLine program = Commands.line();
        manuals.writeProgram(program);
        for (var command : shown(program).entrySet()) {
            manuals.writeCommand(command.getKey(), command.getValue());
        }
        manuals.writeConfiguration(Files.readAllLines(Path.of(args[3])));
    }

    private static Map<String, CommandLine> shown(CommandLine program) {
        return program.getSubcommands().entrySet().stream()
                .filter(e -> !e.getValue().getCommandSpec().usageMessage().hidden())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a,
                        java.util.LinkedHashMap::new));
    }

    private void writeProgram(CommandLine program) throws IOException {
        CommandSpec spec = program.getCommandSpec();
        String[] description = spec.usageMessage().description();
        var page = new StringBuilder(head("kidreaper", 1));
        page.append(".SH NAME\nkidreaper \\- ").append(lowered(description[0])).append('\n');
        page.append(".SH SYNOPSIS\n.B kidreaper\n.I COMMAND\n[\\fIoption\\fR ...]\n.br\n");
        page.append(".B kidreaper\n.I PPID BYTES\n");
        page.append(".SH DESCRIPTION\n").append(escaped(description[0])).append('\n');
        page.append(".PP\n.nf\n");
        Arrays.stream(description).skip(2).forEach(l -> page.append(escaped(l)).append('\n'));
        page.append(".fi\n.SH COMMANDS\n");
        shown(program).forEach((name, command) -> {
            page.append(".TP\n.BR kidreaper\\-").append(escaped(name)).append(" (1)\n");
            page.append(escaped(firstSentence(words(command)))).append('\n');
        });
        page.append(options(spec)).append(exits(program)).append(FILES);
        page.append(".SH SEE ALSO\n.BR kidreaper.toml (5)\n");
        Files.writeString(folder.resolve("man1/kidreaper.1"), page);
    }

    private void writeCommand(String name, CommandLine command) throws IOException {
        CommandSpec spec = command.getCommandSpec();
        var page = new StringBuilder(head("kidreaper-" + name, 1));
        page.append(".SH NAME\nkidreaper\\-").append(escaped(name)).append(" \\- ");
        page.append(lowered(firstSentence(words(command)))).append('\n');
        page.append(".SH SYNOPSIS\n.nf\n").append(escaped(synopsis(name, spec))).append("\n.fi\n");
        page.append(".SH DESCRIPTION\n").append(escaped(words(command))).append('\n');
        page.append(options(spec)).append(exits(command.getParent()));
        page.append(".SH SEE ALSO\n.BR kidreaper (1),\n.BR kidreaper.toml (5)\n");
        Files.writeString(folder.resolve("man1/kidreaper-" + name + ".1"), page);
    }

    private String head(String name, int section) {
        return ".TH \"%s\" %d \"%s\" \"kidreaper %s\" \"kidreaper\"\n.nh\n.ad l\n"
                .formatted(
                        escaped(name.toUpperCase(java.util.Locale.ROOT)), section, date, version);
    }

    private static String words(CommandLine command) {
        return String.join(" ", command.getCommandSpec().usageMessage().description());
    }

    private static String firstSentence(String words) {
        int end = words.indexOf(". ");
        return end < 0 ? words : words.substring(0, end + 1);
    }

    private static String lowered(String sentence) {
        String text = Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
        return escaped(text.endsWith(".") ? text.substring(0, text.length() - 1) : text);
    }

    private static String synopsis(String name, CommandSpec spec) {
        String[] custom = spec.usageMessage().customSynopsis();
        if (custom.length > 0) {
            return Arrays.stream(custom).map(String::strip).collect(Collectors.joining("\n"));
        }
        return "kidreaper " + name + " [option ...]"
                + spec.positionalParameters().stream()
                        .filter(p -> !p.hidden())
                        .map(p -> " [" + p.paramLabel() + "]")
                        .collect(Collectors.joining());
    }

    private static String options(CommandSpec spec) {
        var text = new StringBuilder(".SH OPTIONS\n");
        for (var parameter : spec.positionalParameters()) {
            if (!parameter.hidden()) {
                text.append(".TP\n.I ").append(escaped(parameter.paramLabel())).append('\n');
                text.append(escaped(String.join(" ", parameter.description()))).append('\n');
            }
        }
        spec.options().stream()
                .filter(o -> !o.hidden())
                .sorted(java.util.Comparator.comparing(OptionSpec::longestName))
                .forEach(o -> text.append(option(o)));
        return text.toString();
    }

    private static String option(OptionSpec option) {
        String names =
                Arrays.stream(option.names())
                        .map(n -> "\\fB" + escaped(n) + "\\fR")
                        .collect(Collectors.joining(", "));
        String label = " \\fI" + escaped(option.paramLabel()) + "\\fR";
        String value = option.arity().max() == 0 ? "" : label;
        String about = escaped(String.join(" ", option.description()));
        return ".TP\n" + names + value + "\n" + about + "\n";
    }

    private static String exits(CommandLine program) {
        var text = new StringBuilder(".SH EXIT STATUS\n");
        program.getCommandSpec()
                .usageMessage()
                .exitCodeList()
                .forEach((code, what) -> text.append(".TP\n.B ").append(code).append('\n')
                        .append(escaped(what)).append('\n'));
        return text.toString();
    }

    private void writeConfiguration(List<String> document) throws IOException {
        var page = new StringBuilder(head("kidreaper.toml", 5));
        page.append(".SH NAME\nkidreaper.toml \\- the configuration of kidreaper\\-watch(1)\n");
        page.append(".SH DESCRIPTION\n");
        boolean isCode = false;
        for (String line : document) {
            if (line.startsWith("```")) {
                isCode = !isCode;
                page.append(isCode ? ".PP\n.RS 4\n.nf\n" : ".fi\n.RE\n");
            } else if (isCode) {
                page.append(escaped(line)).append('\n');
            } else {
                page.append(paragraph(line));
            }
        }
        page.append(".SH SEE ALSO\n.BR kidreaper (1),\n.BR kidreaper\\-check (1)\n");
        Files.writeString(folder.resolve("man5/kidreaper.toml.5"), page);
    }

    /// A line of Markdown outside of code: its heading, a row of a table as a tagged paragraph, or
    /// text.
    private static String paragraph(String line) {
        if (line.startsWith("# ") || line.matches("\\|[-| ]+\\|")) {
            return "";
        }
        if (line.startsWith("## ")) {
            return ".SH " + plain(line.substring(3)) + "\n";
        }
        if (line.startsWith("|")) {
            List<String> cells = new ArrayList<>();
            for (String cell : line.replaceAll("^\\||\\|$", "").split("(?<!\\\\)\\|", -1)) {
                cells.add(plain(cell.strip().replace("\\|", "|")));
            }
            String rest = String.join("; ", cells.subList(1, cells.size()));
            return cells.getFirst().equals("key") || cells.getFirst().isEmpty()
                    ? ""
                    : ".TP\n.B " + cells.getFirst() + "\n" + rest + "\n";
        }
        return line.isBlank() ? ".PP\n" : plain(line) + "\n";
    }

    private static String plain(String markdown) {
        return escaped(markdown.replaceAll("\\[([^]]+)]\\([^)]+\\)", "$1")
                .replaceAll("(?<![\\w/*])\\*{1,2}([^*]+)\\*{1,2}", "$1").replace("`", ""));
    }

    private static String escaped(String text) {
        String safe = text.replace("%%", "%").replace("%n", "\n").replace("\\", "\\e")
                .replace("-", "\\-").replace("±", "\\[+-]")
                .replace("…", "...").replace("≤", "\\[<=]");
        return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
    }
}
