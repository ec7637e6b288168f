package dev.kidreaper.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The files of a configuration: one that the operator names, or those at the usual places.
///
/// @param main the file with everything that is said once
/// @param snippets files with more pools
/// @param isOld whether the main file is at the place of earlier versions
public record ConfigFiles(Path main, List<Path> snippets, boolean isOld) {
    private static final String FILE = "kidreaper.toml";

    public ConfigFiles {
        snippets = List.copyOf(snippets);
    }

    /// The file that was named; null: the usual places.
    public static ConfigFiles of(@Nullable Path named) {
        return named == null ? usual() : named(named);
    }

    /// One file.
    public static ConfigFiles named(Path file) {
        return new ConfigFiles(file, List.of(), false);
    }

    /// The usual places below `/etc`.
    public static ConfigFiles usual() {
        return below(Path.of("/etc"));
    }

    /// The usual places below a folder: `kidreaper/kidreaper.toml` and `kidreaper/conf.d/*.toml`;
    /// else `kidreaper.toml`, where earlier versions had it.
    static ConfigFiles below(Path etc) {
        Path folder = etc.resolve("kidreaper");
        Path main = folder.resolve(FILE);
        List<Path> snippets = snippets(folder.resolve("conf.d"));
        Path old = etc.resolve(FILE);
        boolean isOld = !Files.exists(main) && Files.exists(old);
        return new ConfigFiles(isOld ? old : main, snippets, isOld);
    }

    private static List<Path> snippets(Path folder) {
        var found = new ArrayList<Path>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.toml")) {
            files.forEach(found::add);
        } catch (IOException e) {
            return List.of(); // There is no such folder.
        }
        return found.stream().sorted().toList();
    }

    /// Whether there is any of them.
    public boolean isThere() {
        return !snippets.isEmpty() || Files.exists(main);
    }

    /// Whether the files are there and say nothing yet: all lines are empty or comments.
    public boolean isBlank() {
        try {
            for (Path snippet : snippets) {
                if (!isBlank(snippet)) {
                    return false;
                }
            }
            return isBlank(main);
        } catch (IOException e) {
            return false; // Who reads it next says why it cannot be read.
        }
    }

    private static boolean isBlank(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > SettingsFile.LONGEST) {
            return false;
        }
        return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
                .map(String::strip)
                .allMatch(l -> l.isEmpty() || l.startsWith("#"));
    }

    /// Reads all of them.
    public ConfigResult read() {
        return SettingsFile.read(this);
    }
}
