package dev.kidreaper.cli.words;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/// The options of the commands that have many, by their purpose.
public final class OptionGroups {
    private static final List<String> LIMITS =
            List.of(
                    "--limit",
                    "--measure",
                    "--max-requests",
                    "--max-age",
                    "--pool-limit",
                    "--min-available",
                    "--max-pressure");

    private static final Map<String, List<String>> OF_SERVE = new LinkedHashMap<>();
    private static final Map<String, List<String>> OF_RUN = new LinkedHashMap<>();

    static {
        OF_SERVE.put("Where web servers find it", List.of("--listen", "--mode", "--owner"));
        OF_SERVE.put(
                "The workers that COMMAND becomes",
                List.of("--workers", "--min-workers", "--max-workers", "--prefork"));
        OF_SERVE.put("The workers of a manager", List.of("--attach", "--pidfile", "--fpm-pool"));
        OF_SERVE.put("When a worker is replaced", LIMITS);
        OF_SERVE.put("How it is replaced", List.of("--surge", "--kill-after"));
        OF_SERVE.put(
                "Requests",
                List.of(
                        "--queue",
                        "--queue-timeout",
                        "--request-timeout",
                        "--connections",
                        "--spread"));
        OF_SERVE.put(
                "kidreaper itself",
                List.of("--name", "--socket", "--stop-within", "--help", "--version"));
        OF_RUN.put("When a worker is recycled", LIMITS);
        OF_RUN.put(
                "How carefully",
                List.of(
                        "--observe",
                        "--at-once",
                        "--pause",
                        "--newborn",
                        "--deadline",
                        "--kill-after",
                        "--blackout"));
        OF_RUN.put(
                "kidreaper itself",
                List.of("--name", "--socket", "--no-new-privs", "--help", "--version"));
    }

    private static final Map<String, Map<String, List<String>>> ALL =
            Map.of("serve", OF_SERVE, "run", OF_RUN);

    private OptionGroups() {}

    /// The groups of a command's options, by their headings; empty: its options are few.
    public static Map<String, List<String>> of(String command) {
        return ALL.getOrDefault(command, Map.of());
    }

    /// Has the help of a command show its options in groups, if it has any.
    public static void addTo(String name, CommandLine command) {
        Map<String, List<String>> groups = of(name);
        if (!groups.isEmpty()) {
            command.getHelpSectionMap()
                    .put(
                            UsageMessageSpec.SECTION_KEY_OPTION_LIST,
                            help ->
                                    groups.entrySet().stream()
                                            .map(g -> group(g.getKey(), g.getValue(), help))
                                            .collect(Collectors.joining()));
        }
    }

    private static String group(String heading, List<String> names, Help help) {
        CommandSpec spec = help.commandSpec();
        List<OptionSpec> options =
                names.stream().map(spec::findOption).filter(Objects::nonNull).toList();
        Help.Layout layout = help.createDefaultLayout();
        layout.addOptions(options, help.createDefaultParamLabelRenderer());
        return "%n%s:%n%s".formatted(heading, layout);
    }
}
