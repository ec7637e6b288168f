package dev.kidreaper.app.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// This host's name, as the kernel has it (uname(2)).
public final class HostName {
    private static final Path FILE = Path.of("/proc/sys/kernel/hostname");

    private HostName() {}

    /// Empty if it cannot be read.
    public static String now() {
        try {
            return Files.readString(FILE).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
