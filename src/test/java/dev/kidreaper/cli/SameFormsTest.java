package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.app.OperatorError;
import dev.kidreaper.config.ConfigResult;
import dev.kidreaper.config.SettingsFile;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.RecyclePolicy;
import dev.kidreaper.model.RunSettings;
import dev.kidreaper.model.ServeSettings;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/// What an operator writes means the same as an option and in the file, or is refused at both.
class SameFormsTest {
    private static final String REFUSED = "refused";

    private static final List<String> SIZES =
            List.of(
                    ("400K|4K|1K|100M|100MB|100MiB|100mb|1g|1.5G|100 M|100  M| 100M|100M |10"
                                    + "4857600|1048576|1048575|120|0|0M|1_"
                                    + "000M|1,5G|1024T|1025T|999999T|-1M|1"
                                    + "e6|M||3x|3 x|1x|0.5x|1.5x|1001x|10%"
                                    + "|10 %|0%|101%|12.5%|much|$LIMIT|100"
                                    + "Mb|100B|5242880B|100 megabytes")
                            .split("\\|", -1));

    private static final List<String> TIMES =
            List.of(
                    ("5|0|0.5|5s|5 s|250ms|0.5s|2m|10min|5sec|5 seconds|1h30m|1h 30m|30m1h|1"
                                    + "2h|1d|2days|365d|366d|400d|1y|1w|-1"
                                    + "s|+5s|5S|12 H|soon|| 5s|5s |1,5s|1e"
                                    + "3s|00:05|PT5S|999999999s|0ms|3s|2s|1s|60s|61s|5m")
                            .split("\\|", -1));

    private static final List<String> SHARES =
            List.of("20%|20 %|0%|100%|100.5%|12.5%|20|0.2|20percent|-5%|%||20x".split("\\|", -1));

    private static final List<String> MEASURES =
            List.of("uss|USS|Pss|rss|vsz|VSZ|us|ram||uss ".split("\\|", -1));

    private static final List<String> MODES =
            List.of(
                    ("660|0660|rw-rw----|600|666|777|00660|66|668|rw||-rw-rw----|u=rw|rwsrw-"
                                    + "---")
                            .split("\\|", -1));

    /// Each with a key's name, which is the option's too.
    private static Stream<List<String>> ofRun() {
        return Stream.of(
                        texts("limit", SIZES),
                        texts("pool-limit", SIZES),
                        texts("min-available", SIZES),
                        texts("max-age", TIMES),
                        texts("pause", TIMES),
                        texts("newborn", TIMES),
                        texts("deadline", TIMES),
                        texts("kill-after", TIMES),
                        texts("max-pressure", SHARES),
                        texts("measure", MEASURES))
                .flatMap(texts -> texts);
    }

    private static Stream<List<String>> ofServe() {
        return Stream.of(
                        texts("mode", MODES),
                        texts("limit", SIZES),
                        texts("request-timeout", TIMES),
                        texts("queue-timeout", TIMES),
                        texts("stop-within", TIMES),
                        texts("kill-after", TIMES))
                .flatMap(texts -> texts);
    }

    private static Stream<List<String>> texts(String key, List<String> texts) {
        return texts.stream().map(text -> List.of(key, text));
    }

    @ParameterizedTest
    @MethodSource("ofRun")
    void anOptionOfRunIsReadAsTheFile(List<String> keyAndText) throws Exception {
        String key = keyAndText.getFirst();
        String text = keyAndText.getLast();
        boolean isPace = List.of("pause", "newborn", "deadline", "kill-after").contains(key);
        String file =
                """
                [[pool]]
                name = "web"
                %s[pool.run]
                command = ["starman"]
                [pool.pace]
                %s\
                """
                        .formatted(isPace ? "" : line(key, text), isPace ? line(key, text) : "");
        assertThat(asOption("run", "--" + key + "=" + text, "--", "starman"))
                .as("%s = \"%s\"", key, text)
                .isEqualTo(inFile(file));
    }

    @ParameterizedTest
    @MethodSource("ofServe")
    void anOptionOfServeIsReadAsTheFile(List<String> keyAndText) throws Exception {
        String key = keyAndText.getFirst();
        String text = keyAndText.getLast();
        var place = Map.of("limit", 0, "kill-after", 2).getOrDefault(key, 1);
        String file =
                """
                [[pool]]
                name = "web"
                %s[pool.serve]
                listen = "/run/web.sock"
                command = ["/srv/app"]
                %s[pool.pace]
                %s\
                """
                        .formatted(
                                place == 0 ? line(key, text) : "",
                                place == 1 ? line(key, text) : "",
                                place == 2 ? line(key, text) : "");
        assertThat(
                        asOption(
                                "serve",
                                "--listen=/run/web.sock",
                                "--" + key + "=" + text,
                                "--",
                                "/srv/app"))
                .as("%s = \"%s\"", key, text)
                .isEqualTo(inFile(file));
    }

    private static String line(String key, String text) {
        return "%s = \"%s\"%n".formatted(key, text);
    }

    private static Object inFile(String toml) {
        return switch (SettingsFile.parse("k.toml", toml)) {
            case ConfigResult.Rejected _ -> REFUSED;
            case ConfigResult.Loaded loaded ->
                    loaded.settings().run().isEmpty()
                            ? whatMatters(loaded.settings().served().getFirst())
                            : whatMatters(loaded.settings().run().getFirst());
        };
    }

    private static Object asOption(String... words) throws Exception {
        CommandLine.ParseResult parsed;
        try {
            parsed = Commands.line().parseArgs(words);
        } catch (CommandLine.ParameterException e) {
            return REFUSED;
        }
        Object command = parsed.subcommand().commandSpec().userObject();
        Field options = command.getClass().getDeclaredField("options");
        options.setAccessible(true);
        try {
            return switch (options.get(command)) {
                case RunCommand.Options run -> whatMatters(run.settings());
                case ServeOptions serve -> whatMatters(serve.settings());
                default -> throw new IllegalStateException();
            };
        } catch (OperatorError e) {
            return REFUSED;
        }
    }

    private static List<Object> whatMatters(RunSettings run) {
        return List.of(limits(run.limits()), policy(run.policy()));
    }

    private static List<Object> whatMatters(ServeSettings serve) {
        return List.of(
                serve.listening(),
                limits(serve.limits()),
                serve.handing(),
                serve.stopWithin(),
                policy(serve.policy()));
    }

    private static String limits(Limits limits) {
        return Stream.of(
                        limits.worker(),
                        limits.measure(),
                        limits.maxAge(),
                        limits.pool(),
                        limits.minAvailable(),
                        limits.maxPressure())
                .map(Objects::toString)
                .toList()
                .toString();
    }

    private static String policy(RecyclePolicy policy) {
        var parts = new ArrayList<Object>();
        parts.add(policy.pace().pause());
        parts.add(policy.pace().newborn());
        parts.add(policy.pace().deadline());
        parts.add(String.valueOf(policy.pace().killAfter()));
        return parts.toString();
    }

    /// The same words for the one who writes them.
    @Test
    void theOptionSaysWhatTheFileSays() {
        assertThat(said("reap", "--pid=1", "--limit=120"))
                .contains("'120' is less memory than any process has", "did you mean \"120M\"?");
        assertThat(said("run", "--pause=12 H", "--", "starman")).contains("did you mean \"12h\"?");
        assertThat(said("run", "--limit=512B", "--", "starman")).contains("write at least 1K");
    }

    private static String said(String... words) {
        try {
            var _ = Commands.line().parseArgs(words);
            return "";
        } catch (CommandLine.ParameterException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
