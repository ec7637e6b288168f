package dev.kidreaper.config;

import dev.kidreaper.model.HookSettings;
import dev.kidreaper.model.PoolSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One `[[hook]]`.
///
/// @param pools the names of all pools
record HookSection(Section section, Set<Object> pools) {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Rate RATE = new Rate(10, Duration.ofMinutes(1));

    private record Rate(int most, Duration per) {
        private static final Pattern FORM = Pattern.compile("(\\d{1,4})/(\\S{1,20})");

        static Rate parse(String text) {
            var form = FORM.matcher(text);
            if (!form.matches() || Integer.parseInt(form.group(1)) == 0) {
                throw new IllegalArgumentException(
                        "'%s' is not so many in a time: write such as 10/1m".formatted(text));
            }
            String time = form.group(2);
            Duration per = Amounts.duration(time.matches("[a-z]+") ? "1" + time : time);
            if (!per.isPositive()) {
                throw new IllegalArgumentException("'%s' is no time: write 1m".formatted(time));
            }
            return new Rate(Integer.parseInt(form.group(1)), per);
        }
    }

    /// The hook; null if it cannot be used, which is then among the problems.
    @Nullable HookSettings read() {
        String name = name();
        missing("on", "nothing says of which events this hook is told: write on = [\"failed\"]");
        missing(
                "command",
                "nothing says what this hook starts: write command = [\"/usr/local/bin/tell\"]");
        Set<String> on = new LinkedHashSet<>(section.texts("on", "failed", HookSection::event));
        Set<String> which = new LinkedHashSet<>(section.texts("pools", "web", this::pool));
        List<String> command = section.words("command", "/usr/local/bin/tell");
        if (!command.isEmpty()) {
            checkProgram(command.getFirst());
        }
        String user = section.text("user", "nobody", HookSection::user);
        Duration timeout = section.text("timeout", "10s", HookSection::timeout);
        Rate rate = section.text("at-most", "10/1m", Rate::parse);
        if (name == null || on.isEmpty() || command.isEmpty()) {
            return null;
        }
        Rate atMost = rate == null ? RATE : rate;
        return new HookSettings(
                name,
                on,
                which,
                command,
                user,
                timeout == null ? TIMEOUT : timeout,
                atMost.most(),
                atMost.per());
    }

    private @Nullable String name() {
        missing("name", "this hook has no name: write name = \"tell\"");
        return section.text(
                "name",
                "tell",
                text -> {
                    if (!PoolSettings.isName(text)) {
                        throw new IllegalArgumentException(
                                "'%s' is not a name: write one word, such as tell".formatted(text));
                    }
                    return text;
                });
    }

    private void missing(String key, String sentence) {
        if (!section.has(key)) {
            section.configProblems().missing(section.at(), sentence);
        }
    }

    private static String event(String text) {
        if (!HookSettings.names().contains(text)) {
            throw new IllegalArgumentException(
                    Keys.noSuch("known event", text, HookSettings.names()));
        }
        return text;
    }

    private String pool(String text) {
        if (!pools.contains(text)) {
            throw new IllegalArgumentException(
                    "no pool is called '%s': there is %s"
                            .formatted(
                                    text,
                                    pools.stream()
                                            .map(Object::toString)
                                            .sorted()
                                            .collect(Collectors.joining(", "))));
        }
        return text;
    }

    /// A program is named by its whole path: `PATH` may be another one where the daemon runs.
    private void checkProgram(String program) {
        try {
            if (!Files.isExecutable(Path.of(Paths.of(program)))) {
                section.configProblems()
                        .doubtful(
                                section.place("command"),
                                "command: there is no program %s here that we may run"
                                        .formatted(program));
            }
        } catch (IllegalArgumentException e) {
            section.wrong("command", String.valueOf(e.getMessage()));
        }
    }

    private static String user(String text) {
        if (text.isEmpty() || text.contains(":")) {
            throw new IllegalArgumentException(
                    "'%s': write a user alone, such as nobody".formatted(text));
        }
        String unknown = Owners.unknown(text);
        if (unknown != null) {
            throw new IllegalArgumentException(unknown);
        }
        return text;
    }

    private static Duration timeout(String text) {
        Duration timeout = Amounts.duration(text);
        if (!timeout.isPositive() || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "'%s' is not possible: write a time up to 10m".formatted(text));
        }
        return timeout;
    }
}
