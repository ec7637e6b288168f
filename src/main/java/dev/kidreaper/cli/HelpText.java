package dev.kidreaper.cli;

import dev.kidreaper.cli.words.OptionGroups;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.UsageMessageSpec;

/// What `--help` says beside the options: the commands by what they are for, and examples.
/*
 * Wrapped at 80 columns, as a terminal has them, and never again by the parser.
 */
final class HelpText {
    private static final int WIDTH = 80;

    /// The commands by their purpose. `HelpTextTest` finds one that is in none.
    static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put("Look", List.of("ps", "diagnose"));
        GROUPS.put("Recycle once, without a daemon", List.of("reap", "restart"));
        GROUPS.put("Keep pools small: a daemon", List.of("watch", "run", "serve"));
        GROUPS.put(
                "Ask and tell the daemon",
                List.of(
                        "status", "top", "what-if", "events", "why", "recycle", "pause", "resume",
                        "reload"));
        GROUPS.put("Many hosts", List.of("fleet"));
        GROUPS.put("Set up", List.of("demo", "init", "check", "hook"));
    }

    /// Two command lines for each command, as people write them.
    static final Map<String, List<String>> EXAMPLES =
            Map.ofEntries(
                    Map.entry(
                            "ps",
                            List.of("kidreaper ps", "kidreaper ps php8.2-fpm/www --limit 120M")),
                    Map.entry(
                            "diagnose",
                            List.of(
                                    "kidreaper diagnose web --for 5m",
                                    "kidreaper diagnose --pidfile /run/myapp.pid --for 60s"
                                            + " --json")),
                    Map.entry(
                            "reap",
                            List.of(
                                    "kidreaper reap php8.2-fpm/www --limit 120M --dry-run",
                                    "kidreaper reap --pidfile /run/myapp.pid --limit 3x --pause"
                                            + " 5s")),
                    Map.entry(
                            "restart",
                            List.of(
                                    "kidreaper restart gunicorn.service",
                                    "kidreaper restart --pidfile /run/myapp.pid --json")),
                    Map.entry(
                            "watch",
                            List.of(
                                    "kidreaper watch",
                                    "kidreaper watch --config /srv/myapp/kidreaper.toml")),
                    Map.entry(
                            "run",
                            List.of(
                                    "kidreaper run --limit 150M -- php-fpm8.2 --nodaemonize",
                                    "kidreaper run --max-requests 1000±100 -- gunicorn -w 4"
                                            + " app:app")),
                    Map.entry(
                            "serve",
                            List.of(
                                    "kidreaper serve --listen /run/app.sock --limit 200M --"
                                            + " /srv/app.pl -l -",
                                    "kidreaper serve --listen 127.0.0.1:9000 --max-age 12h --"
                                            + " php-cgi8.2")),
                    Map.entry("top", List.of("kidreaper top", "kidreaper top --at 03:12")),
                    Map.entry(
                            "what-if",
                            List.of(
                                    "kidreaper what-if web",
                                    "kidreaper what-if web --limits 96M,160M")),
                    Map.entry(
                            "fleet",
                            List.of(
                                    "kidreaper fleet status",
                                    "kidreaper fleet freeze shop --why incident --for 2h")),
                    Map.entry("status", List.of("kidreaper status", "kidreaper status web --json")),
                    Map.entry(
                            "events",
                            List.of("kidreaper events -f", "kidreaper events --since 1h -n 20")),
                    Map.entry("why", List.of("kidreaper why web", "kidreaper why web/812")),
                    Map.entry(
                            "recycle",
                            List.of("kidreaper recycle web --wait", "kidreaper recycle web/812")),
                    Map.entry(
                            "pause",
                            List.of("kidreaper pause web --for 2h", "kidreaper pause web")),
                    Map.entry(
                            "resume",
                            List.of("kidreaper resume web", "kidreaper resume web --json")),
                    Map.entry("reload", List.of("kidreaper reload", "kidreaper reload --json")),
                    Map.entry("demo", List.of("kidreaper demo", "kidreaper demo | cat")),
                    Map.entry(
                            "init",
                            List.of(
                                    "kidreaper init",
                                    "kidreaper init > /etc/kidreaper/kidreaper.toml")),
                    Map.entry(
                            "check",
                            List.of(
                                    "kidreaper check --live",
                                    "kidreaper check --config /srv/myapp/kidreaper.toml")),
                    Map.entry(
                            "hook",
                            List.of(
                                    "kidreaper hook test tell",
                                    "kidreaper hook test tell --config"
                                            + " /srv/myapp/kidreaper.toml")));

    private HelpText() {}

    /// A command line as people write it; empty: there is none.
    static String example(String command) {
        List<String> all = EXAMPLES.getOrDefault(command, List.of());
        return all.isEmpty() ? "" : "; for example: " + all.getFirst();
    }

    /// Gives a parser and its commands their texts.
    static void addTo(CommandLine line) {
        line.setUsageHelpWidth(WIDTH);
        line.getHelpSectionMap()
                .put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, HelpText::commandList);
        line.getSubcommands()
                .forEach((name, command) -> {
                    command.setUsageHelpWidth(WIDTH);
                    OptionGroups.addTo(name, command);
                    List<String> examples = EXAMPLES.get(name);
                    if (examples != null) {
                        var footer = new ArrayList<>(List.of("", "Examples:"));
                        examples.forEach(e -> footer.add("  " + e.replace("%", "%%")));
                        UsageMessageSpec usage = command.getCommandSpec().usageMessage();
                        usage.footer(footer.toArray(String[]::new));
                    }
                });
    }

    private static String commandList(Help help) {
        Map<String, Help> all = help.subcommands();
        String groups =
                GROUPS.entrySet().stream()
                        .map(g -> group(g.getKey(), g.getValue(), all))
                        .collect(Collectors.joining("\n"));
        return groups + "\n'kidreaper COMMAND --help' has the options and two examples.\n";
    }

    private static String group(String purpose, List<String> names, Map<String, Help> all) {
        return purpose
                + ":\n"
                + names.stream()
                        .map(name -> row(name, all.get(name)))
                        .collect(Collectors.joining());
    }

    private static String row(String name, @Nullable Help command) {
        if (command == null) {
            return "";
        }
        String[] description = command.commandSpec().usageMessage().description();
        String first = String.join(" ", description).replaceFirst("(?s)(?<=[.]) .*", "");
        return "  %-9s %s%n".formatted(name, wrapped(first));
    }

    private static String wrapped(String text) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() + word.length() > WIDTH - 13) {
                lines.add(line.toString().stripTrailing());
                line.setLength(0);
            }
            line.append(word).append(' ');
        }
        lines.add(line.toString().stripTrailing());
        return String.join("\n            ", lines);
    }

    /// All names that are in a group.
    static List<String> grouped() {
        return GROUPS.values().stream().flatMap(List::stream).toList();
    }
}
