package dev.kidreaper.app.find;

import dev.kidreaper.config.ConfigFiles;
import dev.kidreaper.model.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Where a kidreaper may have its control socket, by its command line, its configuration and the
/// default.
final class ControlPaths {
    private static final Pattern SOCKET = Pattern.compile("\\s*socket\\s*=\\s*[\"'](.+?)[\"'].*");
    private static final int MOST_SOCKETS = 8;
    private static final int MOST_BYTES = 1 << 16;

    private ControlPaths() {}

    /// The paths that may be it.
    ///
    /// @param words from the sub-command on
    /// @param folder in which it was started
    static Set<String> of(List<String> words, Path folder) {
        var paths = new HashSet<>(List.of(Settings.DEFAULT_SOCKET));
        var files = new ArrayList<>(List.of(ConfigFiles.usual().main()));
        paths.addAll(OptionValues.of(words, "--socket"));
        OptionValues.of(words, "--config", "-c").forEach(f -> files.add(folder.resolve(f)));
        files.forEach(f -> paths.addAll(named(f)));
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        if (runtime != null) {
            paths.add(runtime + "/kidreaper/control.sock");
        }
        return paths;
    }

    /// The control sockets that a configuration names. Another user's process names the file: it
    /// may be endless, a pipe, or a link to what only we may read. Opened by the JDK: to link the C
    /// library's functions takes longer than all else here.
    static Set<String> named(Path file) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Set.of();
        }
        try (var open = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return new String(open.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1)
                    .lines()
                    .map(SOCKET::matcher)
                    .filter(Matcher::matches)
                    .map(m -> m.group(1))
                    .limit(MOST_SOCKETS)
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            return Set.of(); // There is none, or it is not for our eyes.
        }
    }
}
