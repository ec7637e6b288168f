package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.cli.words.OptionGroups;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// What `--help` says.
class HelpTextTest {
    private static Map<String, CommandLine> visible() {
        Map<String, CommandLine> all = Commands.line().getSubcommands();
        all.values().removeIf(c -> c.getCommandSpec().usageMessage().hidden());
        return all;
    }

    private static String usage(CommandLine line) {
        var out = new StringWriter();
        line.usage(new PrintWriter(out), CommandLine.Help.Ansi.OFF);
        return out.toString();
    }

    @Test
    void eachCommandIsInOneGroupAndHasTwoExamples() {
        assertThat(HelpText.grouped())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(visible().keySet());
        assertThat(HelpText.EXAMPLES.keySet())
                .containsExactlyInAnyOrderElementsOf(visible().keySet());
        assertThat(HelpText.EXAMPLES.values()).allMatch(e -> e.size() == 2);
    }

    /// The parser takes each of them, without running it.
    @Test
    void eachExampleIsRight() {
        CommandLine line = Commands.line();
        HelpText.EXAMPLES.forEach((name, examples) -> {
            for (String example : examples) {
                List<String> words =
                        Arrays.asList(example.replaceFirst(" [>|] .*", "").split(" +", -1));
                assertThat(words).as(example).startsWith("kidreaper", name);
                var parsed = line.parseArgs(words.subList(1, words.size()).toArray(String[]::new));
                assertThat(parsed.hasSubcommand()).as(example).isTrue();
            }
        });
    }

    /// All commands that people and scripts call, also those below others.
    private static Stream<CommandLine> leaves(CommandLine line) {
        Collection<CommandLine> below = line.getSubcommands().values();
        return below.isEmpty() ? Stream.of(line) : below.stream().flatMap(HelpTextTest::leaves);
    }

    /// Those that stay have a log, and `events -f --json`.
    @Test
    void eachCommandThatAnswersAnswersInJson() {
        assertThat(visible().values().stream().flatMap(HelpTextTest::leaves))
                .filteredOn(c -> !List.of("watch", "serve", "run").contains(c.getCommandName()))
                .hasSizeGreaterThan(20)
                .allMatch(c -> c.getCommandSpec().findOption("--json") != null);
    }

    @Test
    void theConfigurationHasAShortOptionEverywhere() {
        assertThat(visible().values().stream().flatMap(HelpTextTest::leaves))
                .map(c -> c.getCommandSpec().findOption("--config"))
                .filteredOn(Objects::nonNull)
                .hasSizeGreaterThan(5)
                .allMatch(o -> List.of(o.names()).contains("-c"));
    }

    @Test
    void allOfItFitsInEightyColumns() {
        assertThat(usage(Commands.line()).lines())
                .contains("Look:", "Set up:", "Exit codes:")
                .allMatch(l -> l.length() <= 80)
                .noneMatch(l -> l.strip().matches("(address|well|or|the|how)"));
        visible()
                .forEach((name, line) -> {
                    String usage = usage(line);
                    assertThat(usage.lines()).as(name).contains("Examples:");
                    assertThat(usage.lines())
                            .as(usage)
                            .allMatch(l -> l.length() <= 80)
                            .noneMatch(l -> l.isBlank() && usage.startsWith("\n"));
                });
    }

    /// Alphabetical is no order for thirty options.
    @Test
    void manyOptionsAreShownByPurpose() {
        for (String name : List.of("serve", "run")) {
            CommandLine line = Objects.requireNonNull(visible().get(name));
            List<String> grouped =
                    OptionGroups.of(name).values().stream().flatMap(List::stream).toList();
            assertThat(grouped)
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(
                            line.getCommandSpec().options().stream()
                                    .filter(o -> !o.hidden())
                                    .map(OptionSpec::longestName)
                                    .toList());
            List<String> lines = usage(line).lines().toList();
            assertThat(lines)
                    .containsAll(
                            OptionGroups.of(name).keySet().stream()
                                    .map(heading -> heading + ":")
                                    .toList());
            assertThat(lines).containsSubsequence("kidreaper itself:", "Examples:");
            assertThat(usage(line)).containsSubsequence("--limit", "--max-age", "--name");
        }
        assertThat(
                        visible().entrySet().stream()
                                .filter(c -> c.getValue().getCommandSpec().options().size() > 20)
                                .map(Map.Entry::getKey))
                .allMatch(name -> !OptionGroups.of(name).isEmpty());
    }

    /// Neither a name nor an example is broken at the end of a line.
    @Test
    void noWordIsBroken() {
        visible().values().stream()
                .flatMap(HelpTextTest::leaves)
                .forEach(line -> {
                    String usage = usage(line);
                    List<String> shown = Arrays.asList(usage.split("\\s+"));
                    var spec = line.getCommandSpec();
                    Stream.concat(
                                    Arrays.stream(spec.usageMessage().description()),
                                    spec.options().stream()
                                            .filter(o -> !o.hidden())
                                            .flatMap(o -> Arrays.stream(o.description())))
                            .flatMap(text -> Arrays.stream(text.replace("%%", "%").split("\\s+")))
                            .filter(word -> !word.contains("${"))
                            .forEach(word -> assertThat(shown).as(usage).contains(word));
                });
        HelpText.EXAMPLES.values().forEach(all -> assertThat(all).allMatch(e -> e.length() <= 78));
    }

    /// A paragraph that is broken by hand would be broken once more.
    @Test
    void noLineOfAParagraphEndsEarly() {
        visible()
                .values()
                .forEach(line -> {
                    String[] paragraphs = line.getCommandSpec().usageMessage().description();
                    assertThat(paragraphs).as(line.getCommandName()).allMatch(p -> p.endsWith("."));
                });
    }
}
