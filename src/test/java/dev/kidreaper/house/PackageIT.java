package dev.kidreaper.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.cli.Commands;
import dev.kidreaper.testing.Folders;
import dev.kidreaper.testing.JsonValue;
import dev.kidreaper.testing.Kidreaper;
import dev.kidreaper.testing.Program;
import dev.kidreaper.testing.TestPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The files that `./package` packs, and that the program runs from them. What dpkg makes of them
/// is {@link DebianIT}'s.
class PackageIT {
    private static Path parent = Path.of("");
    private static Path tree = Path.of("");

    @TempDir private Path folder = Path.of("");

    @BeforeAll
    static void build() throws IOException {
        Kidreaper.build();
        parent = Files.createTempDirectory("kidreaper-package");
        tree = parent.resolve("tree");
        var ran = Kidreaper.end(Kidreaper.start(List.of("./package", "--tree", tree + "")));
        assertThat(ran.exit()).as(ran.err()).isZero();
        // As after a first start, but for its caches: DebianIT makes them.
        Files.createDirectory(tree.resolve("usr/lib/kidreaper/cache"));
    }

    @AfterAll
    static void remove() throws IOException {
        Folders.delete(parent);
    }

    /// A file that is lost between two releases is found by users.
    @Test
    void hasTheFilesThatItShouldHave() throws IOException {
        var golden =
                Files.readAllLines(Path.of("src/test/resources/package/files.txt")).stream()
                        .filter(l -> !l.startsWith("#"))
                        .collect(Collectors.toCollection(TreeSet::new));
        Commands.line().getSubcommands().values().stream()
                .filter(c -> !c.getCommandSpec().usageMessage().hidden())
                .forEach(c ->
                        golden.add(
                                "usr/share/man/man1/kidreaper-%s.1.gz"
                                        .formatted(c.getCommandName())));
        assertThat(files(tree)).isEqualTo(golden);
    }

    @Test
    void eachLinkInItsDocumentsLeadsSomewhere() throws IOException {
        Path documents = tree.resolve("usr/share/doc/kidreaper");
        try (Stream<Path> all = Files.walk(documents)) {
            List<Path> some = all.filter(p -> p.toString().endsWith(".md")).toList();
            assertThat(some).contains(documents.resolve("manual.md"));
            assertThat(Links.broken(some)).isEmpty();
        }
    }

    /// Of the runtime only what is needed counts here, and libraries are in NOTICE.
    private static Set<String> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(p -> !Files.isDirectory(p))
                    .map(p -> root.relativize(p).toString())
                    .filter(p -> !p.matches("usr/lib/kidreaper/(lib|runtime/(legal|conf|lib))/.*"))
                    .filter(p -> !p.startsWith("usr/share/doc/kidreaper/decisions/"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void itsOwnJavaRunsIt() throws IOException {
        var ran = run("--version");
        String version = Files.readString(Path.of("pom.xml")).split("<version>|</version>", 3)[1];
        assertThat(ran.out().lines().toList())
                .contains("kidreaper " + version, "no start cache")
                .anyMatch(l -> l.startsWith("commit ") && l.contains("JDK 25"));
        assertThat(ran.err()).isEmpty();
        assertThat(run("ps", "--json").out()).startsWith("{\"pools\":");
    }

    @Test
    void theConfigurationThatItBringsSaysNothingYet() {
        String file = tree.resolve("etc/kidreaper/kidreaper.toml").toString();
        for (String command : List.of("watch", "check")) {
            var ran = run(command, "--config", file);
            assertThat(ran.exit()).as(ran.err()).isZero();
            assertThat(ran.err()).startsWith("kidreaper: no pool yet").hasLineCount(1);
        }
    }

    /// Only the line ends and the marks of comments differ.
    @Test
    void thatConfigurationIsTheExample() throws IOException {
        String brought = Files.readString(tree.resolve("etc/kidreaper/kidreaper.toml"));
        assertThat(brought.lines().filter(l -> !l.isEmpty())).allMatch(l -> l.startsWith("#"));
        assertThat(brought.lines().map(l -> l.replaceFirst("^#(?! \\S|$)", "")).toList())
                .isEqualTo(Files.readAllLines(Path.of("examples/kidreaper.toml")));
    }

    /// SQLite's library is a file of the package: nothing is unpacked, as /tmp and /var may be
    /// noexec.
    @Test
    void nothingIsUnpacked() throws IOException {
        try (var pool = TestPool.start(1)) {
            Path file = folder.resolve("kidreaper.toml");
            Files.writeString(
                    file,
                    "[[pool]]\nname = 'a'\npidfile = '%s'\nlimit = '1T'\n[control]\nsocket = '%s'\n"
                                    .formatted(pool.pidfile(), folder.resolve("control"))
                            + "[history]\nfile = '%s'\n[web]\nlisten = 'off'\n"
                                    .formatted(folder.resolve("state/history.db")));
            var command = List.of(program(), "watch", "--config", file.toString());
            try (var watch = Program.start(folder, folder.resolve("log"), command)) {
                TestPool.await("ready", () -> watch.log().toString().contains("event=ready"));
                TestPool.await("its history", () -> maps(watch).contains("libsqlitejdbc.so"));
                assertThat(maps(watch)).contains(tree + "/usr/lib/kidreaper/libsqlitejdbc.so");
                assertThat(files(folder)).noneMatch(f -> f.endsWith(".so"));
            }
        }
    }

    private static String maps(Program program) {
        return TestPool.read(Path.of("/proc/%d/maps".formatted(program.pid())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kidreaper.service", "kidreaper-serve@.service"})
    void itsUnitsExposeLittle(String unit) throws IOException {
        Path file = tree.resolve("usr/lib/systemd/system").resolve(unit);
        Path named = folder.resolve(unit.replace("@", "@x"));
        Files.copy(file, named);
        UnitExposure.isLittle(named);
        assertThat(Files.readString(file)).contains("ExecStart=/usr/bin/kidreaper ");
    }

    @Test
    void itsScriptsCanBeRead() throws IOException {
        try (Stream<Path> scripts = Files.list(Path.of("src/package/debian"))) {
            for (Path script : scripts.filter(Files::isExecutable).toList()) {
                var ran = Kidreaper.end(Kidreaper.start(List.of("sh", "-n", script.toString())));
                assertThat(ran).as(script.toString()).isEqualTo(new Kidreaper(0, "", ""));
            }
        }
    }

    @Test
    void itsManualPagesAreWellFormed() throws IOException {
        String all = "zcat -f usr/share/man/man?/* | groff -man -Tutf8 -ww -z";
        var ran = Kidreaper.end(Kidreaper.start(List.of("sh", "-c", "cd $0 && " + all, tree + "")));
        assertThat(ran).isEqualTo(new Kidreaper(0, "", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "kidreaper re, reap, restart",
        "kidreaper reap --meas, --measure, --measure",
        "kidreaper reap --measure u, uss, uss",
        "kidreaper serve --max-req, --max-requests, --max-requests",
        "kidreaper check --config pom.x, pom.xml, pom.xml"
    })
    @SuppressWarnings("InlineFormatString") // They are scripts.
    void eachShellCompletes(String line, String one, String another) {
        String share = tree.resolve("usr/share").toString();
        String bash =
                "source "
                        + share
                        + "/bash-completion/completions/kidreaper; COMP_WORDS=($0);"
                        + " COMP_CWORD=$((${#COMP_WORDS[@]}-1)); _kidreaper;"
                        + " printf '%s\\n' \"${COMPREPLY[@]}\"";
        assertThat(words("bash", "--norc", "-c", bash, line)).contains(one, another);
        String fish = "source " + share + "/fish/vendor_completions.d/kidreaper.fish; complete -C ";
        assertThat(words("fish", "-N", "-c", fish + "'" + line + "'")).contains(one, another);
        assertThat(words("zsh", "-f", "src/test/resources/package/complete.zsh", share, line))
                .contains(one, another);
    }

    private List<String> words(String... command) {
        var all = new ArrayList<>(List.of("env", "HOME=" + folder, "TERM=dumb"));
        all.addAll(Arrays.asList(command));
        var ran = Kidreaper.end(Kidreaper.start(all));
        return Arrays.asList(ran.out().split("[\\s\u0000]+", -1));
    }

    /// Scanners go by it: they would not see what is compiled into another library.
    @Test
    void itsListOfPartsNamesEachLibraryAndTheRuntime() throws IOException {
        String text = Files.readString(tree.resolve("usr/share/doc/kidreaper/sbom.cdx.json"));
        JsonValue.parse(text);
        try (Stream<Path> jars = Files.list(tree.resolve("usr/lib/kidreaper/lib"))) {
            for (Path jar : jars.toList()) {
                String purl = jar.getFileName().toString().replaceFirst("-(\\d[^-]*)\\.jar", "@$1");
                assertThat(text).contains("/" + purl + "\"");
            }
        }
        assertThat(text)
                .contains("\"bomFormat\":\"CycloneDX\"", "\"name\":\"sqlite\"")
                .contains(
                        "\"name\":\"OpenJDK\",\"version\":\""
                                + System.getProperty("java.runtime.version"));
    }

    private static String program() {
        return tree.resolve("usr/bin/kidreaper").toString();
    }

    private static Kidreaper run(String... words) {
        var command = new ArrayList<>(List.of("env", "JAVA_HOME=/nonexistent", program()));
        command.addAll(Arrays.asList(words));
        return Kidreaper.end(Kidreaper.start(command));
    }
}
