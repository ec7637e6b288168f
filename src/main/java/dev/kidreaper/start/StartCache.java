package dev.kidreaper.start;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The start cache that the launcher named, and whether this JVM uses it. One that does not fit, to
/// other files or another JDK, it ignores in silence; the start then takes longer, and the daemon
/// more memory.
public final class StartCache {
    /// What became of it.
    public enum State {
        /// It is mapped, and all that it was made of is as it was.
        USED,
        /// It is there, and does not fit, or not in whole.
        IGNORED,
        /// The launcher found none.
        NONE
    }

    private static final String NAMED = "kidreaper.cache";

    private StartCache() {}

    /// What became of it in this process.
    public static State state() {
        String file = System.getProperty(NAMED);
        if (file == null) {
            return State.NONE;
        }
        try {
            Path maps = Path.of("/proc/self/maps");
            Path madeOf = Path.of(file).resolveSibling("made-of");
            boolean isUsed =
                    isMapped(Files.readString(maps, StandardCharsets.ISO_8859_1), file)
                            && areThese(Files.readAllLines(madeOf), jar());
            return isUsed ? State.USED : State.IGNORED;
        } catch (IOException e) {
            return State.USED; // Nothing is known: nobody is to be alarmed.
        }
    }

    /// Whether files are as they were: the JVM leaves out what comes from one that has changed. It
    /// goes by size and seconds.
    ///
    /// @param lines of each its time, its size, and its name
    /// @param jar in the folder where they are
    static boolean areThese(List<String> lines, Path jar) throws IOException {
        for (String line : lines) {
            String[] word = line.split(" ", 3);
            Path file = jar.resolveSibling(word[2]);
            if (!Files.exists(file)
                    || Files.size(file) != Long.parseLong(word[1])
                    || Files.getLastModifiedTime(file).to(TimeUnit.SECONDS)
                            != Long.parseLong(word[0])) {
                return false;
            }
        }
        return true;
    }

    private static Path jar() {
        return Path.of(System.getProperty("java.class.path").split(":", 2)[0]);
    }

    /// Whether a file of that name is among the mappings. Its folder may have another name there.
    static boolean isMapped(String maps, String file) {
        String name = file.substring(file.lastIndexOf('/'));
        return maps.lines().anyMatch(l -> l.endsWith(name) || l.endsWith(name + " (deleted)"));
    }

    /// The same in words, with what to do.
    public static String sentence() {
        String file = System.getProperty(NAMED);
        return switch (state()) {
            case USED -> "start cache in use: " + file;
            case IGNORED ->
                    "the start cache %s does not fit these files: starts are slow until it is made"
                                    .formatted(file)
                            + " again (kidreaper --make-caches)";
            case NONE -> "no start cache";
        };
    }

    /// The commit that the program was built from, from the file `commit` beside the jar.
    public static String commit() {
        try {
            return Files.readString(jar().resolveSibling("commit")).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }
}
