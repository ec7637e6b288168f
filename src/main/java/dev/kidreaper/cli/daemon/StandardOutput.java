package dev.kidreaper.cli.daemon;

import dev.kidreaper.linux.OpenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where standard output leads.
public final class StandardOutput {
    private static final String OURS = "/proc/self/fd/1";

    private StandardOutput() {}

    /// Whether nobody reads it any more: it leads to another program, which has gone, as `head`
    /// does. A full disk is no such thing. A pipe tells it without a write.
    public static boolean isUnread() {
        try {
            String out = Files.readSymbolicLink(Path.of(OURS)).toString();
            boolean isPipe = out.startsWith("pipe:");
            return (isPipe || out.startsWith("socket:"))
                    && (System.out.checkError() || (isPipe && !OpenFile.hasReader(OURS)));
        } catch (IOException e) {
            return false; // It was closed from the start: nobody was meant to read.
        }
    }
}
