package dev.kidreaper.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Another user of the machine, as whom root can start programs.
public final class Strangers {
    /// Before a command: as a user who owns nothing.
    public static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

    private Strangers() {}

    /// Whether these tests run as root.
    public static boolean isRoot() throws IOException {
        return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }
}
