package dev.kidreaper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.JsonValue;
import dev.kidreaper.testing.Kidreaper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The real `kidreaper check`.
class CheckIT {
    private static final String WEB = "[[pool]]\nname = 'web'\npidfile = '/run/x.pid'\n";

    private static final String NONE =
            ": there is no such file; kidreaper init prints one for the pools that run here\n";

    @TempDir private Path folder = Path.of("");

    private Path file(String toml) throws IOException {
        return Files.writeString(folder.resolve("k.toml"), toml);
    }

    private static Kidreaper check(Path file) {
        return Kidreaper.run("check", "--config", file.toString());
    }

    @Test
    void aGoodFileIsSummedUp() throws IOException {
        assertThat(check(file(WEB + "limit = '120M'")))
                .isEqualTo(
                        new Kidreaper(
                                0,
                                "web: pidfile /run/x.pid, limit uss 120M, one at a time, 10s"
                                        + " apart\n",
                                ""));
    }

    @Test
    void theExampleIsGood() {
        var ran = check(Path.of("examples/kidreaper.toml"));
        assertThat(ran.exit()).isZero();
        assertThat(ran.out().lines()).hasSize(5);
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void everyProblemHasALine() throws IOException {
        Path file = file(WEB + "limt = '120M'\nlimit = 120\npid = 0\n");
        var ran = check(file);
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines())
                .satisfiesExactly(
                        l -> assertThat(l).startsWith(file + ":4:1: ").contains("\"limit\"?"),
                        l -> assertThat(l).startsWith(file + ":5:1: ").contains("\"120M\""),
                        l -> assertThat(l).startsWith(file + ":6:1: ").contains("1 to 4194304"),
                        l -> assertThat(l).startsWith(file + ":6:1: ").contains("exactly one"));
    }

    @Test
    void aWarningIsNoProblem() throws IOException {
        Path file = file(WEB + "limit = '1G'\n[web]\nlisten = '0.0.0.0:9180'\n");
        var ran = check(file);
        assertThat(ran.exit()).isZero();
        assertThat(ran.err().lines()).singleElement().asString().startsWith(file + ":6:1: warning");
    }

    @Test
    void scriptsGetJson() throws IOException {
        Path file = file(WEB + "limit = '1G'\n");
        var ran = Kidreaper.run("check", "--live", "--json", "--config", file.toString());
        assertThat(ran.exit()).isEqualTo(3);
        JsonValue pool = JsonValue.parse(ran.out()).get("pools").list().getFirst();
        assertThat(pool.get("name").text()).isEqualTo("web");
        assertThat(pool.get("problem").text()).contains("/run/x.pid");
        Path wrong = file(WEB + "limit = '1G'\nlimt = '1G'\n");
        var problems = Kidreaper.run("check", "--json", "--config", wrong.toString());
        assertThat(problems.exit()).isEqualTo(2);
        JsonValue first = JsonValue.parse(problems.out()).get("problems").list().getFirst();
        assertThat(first.get("line").number()).isEqualTo(5);
        assertThat(first.get("problem").text()).contains("did you mean");
        assertThat(JsonValue.parse(Kidreaper.run("init", "--json").out()).get("toml").text())
                .contains("[[pool]]");
    }

    @Test
    void whatIsNoFileGetsOneLine() {
        Path missing = folder.resolve("missing.toml");
        assertThat(check(missing)).isEqualTo(new Kidreaper(2, "", missing + NONE));
        assertThat(check(folder)).isEqualTo(new Kidreaper(2, "", folder + ": is not a file\n"));
        assertThat(check(Path.of("/dev/zero")).err()).isEqualTo("/dev/zero: is not a file\n");
    }

    @Test
    void whatIsNoTextGetsOneLine() throws IOException {
        Path file = folder.resolve("k.toml");
        Files.write(file, (WEB + "# é\nlimit = 'X'").getBytes(StandardCharsets.ISO_8859_1));
        String says = file + ":4:3: a byte that is not UTF-8: 0xe9; save the file as UTF-8\n";
        assertThat(check(file)).isEqualTo(new Kidreaper(2, "", says));
        Files.write(file, new byte[(1 << 20) + 1]);
        assertThat(check(file))
                .isEqualTo(new Kidreaper(2, "", file + ": has more than 1024 KiB\n"));
        Files.writeString(file, "a = [" + "1,".repeat(32_000));
        assertThat(check(file).exit()).isEqualTo(2); // within the launcher's small heap
    }

    @Test
    void aFileThatMayNotBeReadHasItsOwnExitCode() throws IOException {
        Path file = file(WEB);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        if (!Files.isReadable(file)) { // root reads everything
            assertThat(check(file))
                    .isEqualTo(new Kidreaper(4, "", file + ": not permitted to read it\n"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"check extra", "check --config", "check --confg x"})
    void eachWrongWordGetsOneLine(String line) {
        var ran = Kidreaper.run(line.split(" ", -1));
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines()).singleElement().asString().contains("check --help");
    }

    @Test
    void theUsualFileIsInEtc() {
        if (!Files.exists(Path.of("/etc/kidreaper.toml"))
                && !Files.exists(Path.of("/etc/kidreaper"))) {
            assertThat(Kidreaper.run("check"))
                    .isEqualTo(new Kidreaper(2, "", "/etc/kidreaper/kidreaper.toml" + NONE));
        }
    }
}
