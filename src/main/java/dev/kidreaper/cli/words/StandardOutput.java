package dev.kidreaper.cli.words;

import dev.kidreaper.linux.Epoll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where standard output leads.
public final class StandardOutput {
    private static final int DESCRIPTOR = 1;

    private StandardOutput() {}

    /// Whether nobody reads it any more: it leads to another program, which has gone, as `head`
    /// does. A full disk is no such thing. A pipe tells it without a write.
    public static boolean isUnread() {
        try {
            String out = Files.readSymbolicLink(Path.of("/proc/self/fd/" + DESCRIPTOR)).toString();
            boolean isPipe = out.startsWith("pipe:");
            return (isPipe || out.startsWith("socket:"))
                    && (System.out.checkError() || (isPipe && Epoll.hasLostReader(DESCRIPTOR)));
        } catch (IOException e) {
            return false; // It was closed from the start: nobody was meant to read.
        }
    }
}
