package dev.kidreaper.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The promises of `SECURITY.md`: each names tests, and these exist.
class SecurityTest {
    private static final Pattern TEST = Pattern.compile("`([A-Za-z]+(?:Test|IT))`");

    @Test
    void eachPromiseNamesTestsThatExist() throws IOException {
        var rows =
                Files.readAllLines(Path.of("SECURITY.md")).stream()
                        .filter(l -> l.startsWith("| **"))
                        .toList();
        assertThat(rows).hasSizeGreaterThan(15);
        Set<String> there = tests();
        for (String row : rows) {
            Set<String> named =
                    TEST.matcher(row).results().map(m -> m.group(1)).collect(Collectors.toSet());
            assertThat(named).as(row).isNotEmpty().isSubsetOf(there);
        }
    }

    /// The rows of attacks that nothing but a person has tried say so.
    @Test
    void eachAttackNamesTestsThatExistOrSaysHowItWasTried() throws IOException {
        var rows =
                Files.readAllLines(Path.of("docs/attacks.md")).stream()
                        .filter(l -> l.matches("\\| \\d+ \\|.*"))
                        .toList();
        assertThat(rows).hasSizeGreaterThan(55);
        Set<String> there = tests();
        for (String row : rows) {
            Set<String> named =
                    TEST.matcher(row).results().map(m -> m.group(1)).collect(Collectors.toSet());
            assertThat(named).as(row).isSubsetOf(there);
            assertThat(!named.isEmpty() || row.contains("by hand")).as(row).isTrue();
        }
    }

    @Test
    void eachFaultNamesTestsThatExist() throws IOException {
        var rows =
                Files.readAllLines(Path.of("docs/faults.md")).stream()
                        .filter(l -> l.matches("\\| \\d+ \\|.*"))
                        .toList();
        assertThat(rows).hasSizeGreaterThan(35);
        Set<String> there = tests();
        for (String row : rows) {
            Set<String> named =
                    TEST.matcher(row).results().map(m -> m.group(1)).collect(Collectors.toSet());
            assertThat(named).as(row).isNotEmpty().isSubsetOf(there);
        }
    }

    private static Set<String> tests() throws IOException {
        try (Stream<Path> all = Files.walk(Path.of("src/test/java"))) {
            return all.map(p -> p.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
        }
    }
}
