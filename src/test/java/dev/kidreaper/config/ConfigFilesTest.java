package dev.kidreaper.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A configuration in several files.
class ConfigFilesTest {
    @TempDir private Path etc = Path.of("");

    /// As a package brings it.
    @Test
    void oneThatHasOnlyCommentsSaysNothingYet() throws IOException {
        assertThat(ConfigFiles.below(etc).isBlank()).as("there is none").isFalse();
        write("kidreaper/kidreaper.toml", "# [[pool]]\n\n  #name = 'web'\n");
        assertThat(ConfigFiles.below(etc).isBlank()).isTrue();
        write("kidreaper/conf.d/web.toml", pool("web"));
        assertThat(ConfigFiles.below(etc).isBlank()).as("a snippet has a pool").isFalse();
        assertThat(names()).containsExactly("web");
    }

    @Test
    void oneThatHasAnyKeyIsNotBlank() throws IOException {
        write("kidreaper/kidreaper.toml", "# nothing\n[control]\n");
        assertThat(ConfigFiles.below(etc).isBlank()).isFalse();
    }

    /// It can name programs that run with our rights.
    @Test
    void oneThatEverybodyMayWriteIsRefused() throws IOException {
        write("kidreaper/kidreaper.toml", pool("web"));
        Path file = etc.resolve("kidreaper/kidreaper.toml");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--rw-"));
        String why = "can be written by everybody: whoever writes it decides what runs with your";
        assertThat(ConfigFiles.below(etc).read())
                .isInstanceOfSatisfying(
                        ConfigResult.Rejected.class,
                        r ->
                                assertThat(r.problems())
                                        .singleElement()
                                        .hasToString(file + ": " + why + " rights; chmod o-w it"));
    }

    @Test
    void ofOneThatOthersMayExchangeItIsWarned() throws IOException {
        write("kidreaper/kidreaper.toml", pool("web"));
        assertThat(warnings()).isEmpty();
        Path folder = etc.resolve("kidreaper");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xrwx"));
        assertThat(warnings())
                .singleElement()
                .asString()
                .contains("its folder " + folder.toRealPath() + " can be changed by everybody");
    }

    @Test
    void ofAnotherUsersItIsWarned() throws IOException {
        Assumptions.assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0));
        write("kidreaper/kidreaper.toml", pool("web"));
        Path file = etc.resolve("kidreaper/kidreaper.toml");
        Files.setAttribute(file, "unix:uid", 54321);
        assertThat(warnings()).singleElement().asString().contains("belongs to uid 54321");
        Files.setAttribute(file, "unix:uid", 0);
        Files.setAttribute(file, "unix:gid", 54321);
        assertThat(warnings()).isEmpty();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        assertThat(warnings()).singleElement().asString().contains("by group 54321");
    }

    /// Whoever owns the link decides which file is read the next time.
    @Test
    void ofALinkOfAnotherUsersItIsWarned() throws IOException {
        Assumptions.assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0));
        Path real = Files.writeString(etc.resolve("real.toml"), pool("web"));
        Path link = etc.resolve("kidreaper/kidreaper.toml");
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, real);
        assertThat(warnings()).isEmpty();
        Files.setAttribute(link, "unix:uid", 54321, LinkOption.NOFOLLOW_LINKS);
        assertThat(warnings())
                .singleElement()
                .asString()
                .contains("the symbolic link to it, " + link.toRealPath(LinkOption.NOFOLLOW_LINKS))
                .contains("belongs to uid 54321");
    }

    private List<ConfigProblem> warnings() {
        return ConfigFiles.below(etc).read() instanceof ConfigResult.Loaded loaded
                ? loaded.warnings()
                : List.of();
    }

    private static String pool(String name) {
        return "[[pool]]\nname='%s'\npidfile='/run/%s'\nlimit='1G'\n".formatted(name, name);
    }

    private void write(String file, String text) throws IOException {
        Path path = etc.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private List<String> names() {
        return ConfigFiles.below(etc).read() instanceof ConfigResult.Loaded loaded
                ? loaded.settings().pools().stream().map(p -> p.name()).toList()
                : List.of();
    }

    private List<String> problems() {
        return switch (ConfigFiles.below(etc).read()) {
            case ConfigResult.Loaded loaded -> texts(loaded.warnings());
            case ConfigResult.Rejected rejected -> texts(rejected.problems());
        };
    }

    private static List<String> texts(List<ConfigProblem> problems) {
        return problems.stream().map(ConfigProblem::toString).toList();
    }

    @Test
    void snippetsAddPoolsInTheOrderOfTheirNames() throws IOException {
        write("kidreaper/kidreaper.toml", pool("a"));
        write("kidreaper/conf.d/20-c.toml", pool("c"));
        write("kidreaper/conf.d/10-b.toml", pool("b"));
        write("kidreaper/conf.d/README", "no configuration");
        assertThat(names()).containsExactly("a", "b", "c");
    }

    @Test
    void snippetsAloneWillDo() throws IOException {
        write("kidreaper/conf.d/b.toml", pool("b"));
        assertThat(names()).containsExactly("b");
    }

    @Test
    void theOldPlaceIsReadWithANotice() throws IOException {
        write("kidreaper.toml", pool("a"));
        assertThat(names()).containsExactly("a");
        assertThat(problems())
                .singleElement()
                .asString()
                .contains("warning: ", "move it to /etc/kidreaper/kidreaper.toml");
        write("kidreaper/kidreaper.toml", pool("new"));
        assertThat(names()).containsExactly("new");
    }

    @Test
    void whatTwoFilesSayTwiceIsRefusedWithBothPlaces() throws IOException {
        write("kidreaper/kidreaper.toml", pool("a"));
        write("kidreaper/conf.d/b.toml", "# another one\n" + pool("a"));
        String main = etc.resolve("kidreaper/kidreaper.toml").toString();
        String snippet = etc.resolve("kidreaper/conf.d/b.toml").toString();
        assertThat(problems())
                .contains(
                        snippet
                                + ":3:1: name: the pool in line 2 of "
                                + main
                                + " has the same: write another, such as \"a-2\"")
                .anySatisfy(p -> assertThat(p).startsWith(snippet + ":4:1: pidfile: "));
    }

    @Test
    void aSnippetHasOnlyPools() throws IOException {
        write("kidreaper/kidreaper.toml", pool("a"));
        write("kidreaper/conf.d/b.toml", pool("b") + "[control]\nsocket='/run/x'\n");
        assertThat(problems())
                .singleElement()
                .asString()
                .contains("b.toml:5:1: a file in conf.d has no key \"control\"");
    }

    @Test
    void noneAtAllSaysWhatToDo() {
        assertThat(problems())
                .containsExactly(
                        etc.resolve("kidreaper/kidreaper.toml")
                                + ": there is no such file; kidreaper init prints one for the pools"
                                + " that run here");
    }
}
