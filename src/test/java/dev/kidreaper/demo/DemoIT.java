package dev.kidreaper.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real `./kidreaper demo`, from the checkout, not on a terminal.
@Tag("alone")
final class DemoIT {
    private static final String WORKERS = "of 4 workers under load";

    /// As many requests write to 375 KiB of what is shared as leave 128 KiB behind.
    private static final int APART = 75;

    @TempDir private Path folder;

    @Test
    void itRecyclesWorkersUnderLoadAndCutsNoRequest() throws Exception {
        launch("--version").waitFor(); // A build, if one is due, is not the demo's time.
        long start = System.nanoTime();
        Process demo = launch("demo");
        assertThat(demo.waitFor(60, TimeUnit.SECONDS)).as("ends within a minute").isTrue();
        List<String> lines = Files.readAllLines(output());
        assertThat(demo.exitValue()).as("exit code of:%n%s", String.join("\n", lines)).isZero();
        assertThat(lines).contains("requests cut: 0");
        assertThat(lines.stream().filter(l -> l.matches("worker \\d+ recycled: .*")))
                .hasSizeGreaterThanOrEqualTo(4);
        assertThat(lines).anyMatch(l -> l.startsWith("the route that leaks: GET /leak, "));
        assertThat(causes(lines)).containsKeys("copy-on-write", "leak");
        assertThat(causes(lines).get("copy-on-write")).as("%s", lines).isCloseTo(APART, within(8));
        assertThat(causes(lines).get("leak")).as("%s", lines).isCloseTo(100 - APART, within(8));
        assertThat(String.join("", lines)).doesNotContain("\u001b");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(1));
        assertThat(pool()).as("processes left over").isEmpty();
        assertThat(folder.toFile().list()).as("files left over").containsExactly("output");
    }

    /// The shares in percent, by cause.
    private static Map<String, Integer> causes(List<String> lines) {
        String verdict =
                lines.stream()
                        .filter(l -> l.startsWith("why they grew: mixed: "))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(String.join("\n", lines)));
        return Pattern.compile("(\\d+)% ([a-z-]+)(?=[, ])")
                .matcher(verdict)
                .results()
                .filter(m -> !verdict.startsWith("confidence ", m.start() - 11))
                .collect(Collectors.toMap(m -> m.group(2), m -> Integer.valueOf(m.group(1))));
    }

    @Test
    void thePoolEndsWhenKidreaperIsKilled() throws Exception {
        Process demo = launch("demo");
        await(Duration.ofSeconds(90), () -> pool().size() == 5 && hasSaid(WORKERS));
        demo.destroyForcibly().waitFor();
        await(Duration.ofSeconds(5), () -> pool().isEmpty());
        assertThat(pool()).isEmpty();
        assertThat(folder.toFile().list()).as("files left over").containsExactly("output");
    }

    private Process launch(String command) throws IOException {
        var builder = new ProcessBuilder("./kidreaper", command);
        builder.redirectErrorStream(true).redirectOutput(output().toFile());
        // Its folder is ours, so its processes can be told from those of anybody else.
        builder.environment().put("KIDREAPER_JAVA_OPTS", "-Djava.io.tmpdir=" + folder);
        return builder.start();
    }

    private Path output() {
        return folder.resolve("output");
    }

    private boolean hasSaid(String text) {
        try {
            return Files.readString(output()).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The processes that hold a file open in our folder, besides this one.
    private List<Path> pool() {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(p -> p.getFileName().toString().matches("[0-9]+"))
                    .filter(this::isOfPool)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isOfPool(Path process) {
        try {
            Path stderr = Files.readSymbolicLink(process.resolve("fd/2"));
            return stderr.startsWith(folder) && stderr.endsWith("log");
        } catch (IOException e) {
            return false; // It has gone, or is a stranger's.
        }
    }

    private static void await(Duration longest, BooleanSupplier condition) throws Exception {
        long end = System.nanoTime() + longest.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.sleep(50);
        }
    }
}
