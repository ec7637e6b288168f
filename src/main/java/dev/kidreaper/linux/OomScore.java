package dev.kidreaper.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How soon the kernel kills this process when memory is short (oom_score_adj, proc(5)). For any
/// thread.
/*
 * A child inherits it. But what we start may leak, and must not be spared for our sake: so each
 * child gets the value that we had before we lowered ours.
 */
public final class OomScore {
    private static final String LOW = "-900";
    private static volatile @Nullable String before;

    private OomScore() {}

    /// Asks to be killed among the last; not those that we start.
    ///
    /// @throws IOException if we may not
    public static void lower() throws IOException {
        Path ours = of("self");
        before = Files.readString(ours).strip();
        Files.writeString(ours, LOW);
    }

    /// Gives a child that was just started the value that we had.
    static void restore(int child) {
        String usual = before;
        if (usual != null) {
            try {
                Files.writeString(of(Integer.toString(child)), usual);
            } catch (IOException e) {
                return; // It has ended, or has another user already: no reason to end it.
            }
        }
    }

    private static Path of(String process) {
        return Path.of("/proc", process, "oom_score_adj");
    }
}
