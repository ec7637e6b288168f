package dev.kidreaper.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each example in docs/api.md has the fields that the answer has, of the same kinds. To write them
/// anew: -Dapi.examples=FOLDER.
class ApiExamplesTest {
    private static final Pattern EXAMPLE =
            Pattern.compile("### `GET ([^`]+)`\\n.*?```json\\n(.*?)```", Pattern.DOTALL);

    private static Map<String, String> examples() throws IOException {
        var found = new LinkedHashMap<String, String>();
        Path doc = Path.of("docs/api.md");
        if (Files.exists(doc)) {
            EXAMPLE.matcher(Files.readString(doc))
                    .results()
                    .forEach(m -> found.put(m.group(1), m.group(2)));
        }
        return found;
    }

    static Stream<String> paths() {
        return Stream.of(
                "/api/v1/status",
                "/api/v1/pools/web/series?points=10",
                "/api/v1/pools/web/makeup",
                "/api/v1/pools/web/diagnosis",
                "/api/v1/pools/web/routes",
                "/api/v1/pools/web/whatif?limits=80M,96M",
                "/api/v1/pools/web/timetable",
                "/api/v1/events?pool=web",
                "/api/v1/pools/mail/routes",
                "/readyz");
    }

    @ParameterizedTest
    @MethodSource("paths")
    void theDocumentShowsWhatIsAnswered(String path) throws IOException, InterruptedException {
        try (var daemon = new LookedAt().with("web", 2).inFleet().open()) {
            daemon.remember(4);
            daemon.happened(daemon.recycled(1000));
            String answer = daemon.get(path).body();
            String folder = System.getProperty("api.examples");
            if (folder != null) {
                Files.writeString(Path.of(folder).resolve(path.replaceAll("[/?&=,]", "_")), answer);
            }
            String example = examples().get(path);
            assertThat(example).as("docs/api.md has `GET %s`", path).isNotNull();
            assertThat(kinds(answer)).isEqualTo(kinds(String.valueOf(example)));
        }
    }

    /// All fields with the kinds of their values.
    private static List<String> kinds(String json) {
        var kinds = new TreeSet<String>();
        kinds("", JsonValue.parse(json).value(), kinds);
        return List.copyOf(kinds);
    }

    private static void kinds(String at, @Nullable Object value, Set<String> into) {
        switch (value) {
            case Map<?, ?> map -> map.forEach((name, v) -> kinds(at + "." + name, v, into));
            case List<?> list -> list.forEach(v -> kinds(at + "[]", v, into));
            case String _ -> into.add(at + " text");
            case Number _ -> into.add(at + " number");
            case Boolean _ -> into.add(at + " flag");
            case null -> into.add(at + " null");
            default -> throw new AssertionError(value);
        }
    }
}
