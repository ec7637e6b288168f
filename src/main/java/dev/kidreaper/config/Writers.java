package dev.kidreaper.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Who could have written a configuration file: it decides which programs run with our rights.
final class Writers {
    private static final int BY_OTHERS = 0002;
    private static final int BY_GROUP = 0020;
    private static final int STICKY = 01000;
    private static final Path WE = Path.of("/proc/self");
    private static final String DECIDES = ": whoever writes it decides what runs with your rights";

    private Writers() {}

    /// Why a file is not to be read at all, a sentence without subject; null: it may be.
    static @Nullable String refusal(Path file) throws IOException {
        return (mode(file) & BY_OTHERS) == 0
                ? null
                : "can be written by everybody" + DECIDES + "; chmod o-w it";
    }

    /// Why to doubt a file, a sentence without subject; null: only root and we can have written it.
    /// Root's rights may be borrowed: the file may belong to who called sudo.
    static @Nullable String doubt(Path file) throws IOException {
        Path real = file.toRealPath();
        String its = doubt(real, "");
        for (Path folder = real.getParent();
                its == null && folder != null;
                folder = folder.getParent()) {
            its = doubt(folder, "its folder " + folder + " ");
        }
        return its == null ? null : its + DECIDES;
    }

    private static @Nullable String doubt(Path path, String subject) throws IOException {
        int owner = number(path, "uid");
        if (owner != 0 && owner != number(WE, "uid") && !isCaller(owner)) {
            return subject + "belongs to uid " + owner;
        }
        int mode = mode(path);
        int group = number(path, "gid");
        if ((mode & STICKY) != 0) {
            return null;
        }
        if ((mode & BY_OTHERS) != 0) {
            return subject + "can be changed by everybody";
        }
        boolean groups = (mode & BY_GROUP) != 0 && group != 0 && group != number(WE, "gid");
        return groups ? subject + "can be changed by group " + group : null;
    }

    private static boolean isCaller(int owner) {
        return Integer.toString(owner).equals(System.getenv("SUDO_UID"));
    }

    private static int mode(Path path) throws IOException {
        return number(path, "mode");
    }

    private static int number(Path path, String name) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:" + name);
    }
}
