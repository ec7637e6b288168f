package dev.kidreaper.cli.words;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.kidreaper.linux.Epoll;
import dev.kidreaper.show.Paint;
import dev.kidreaper.show.Table;
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

    /// The columns of the terminal that standard output is; unbounded where it is none. `stty`
    /// tells, which starts sooner than we could link the C library's function.
    public static int columns() {
        if (!Paint.isTerminal()) {
            return Table.UNBOUNDED;
        }
        try {
            Path out = Files.readSymbolicLink(Path.of("/proc/self/fd/1"));
            var stty =
                    new ProcessBuilder("/bin/stty", "size")
                            .redirectInput(out.toFile())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String answer = new String(stty.getInputStream().readAllBytes(), US_ASCII);
            String[] size = answer.split("\\s", -1);
            int columns = size.length < 2 ? 0 : Integer.parseInt(size[1]);
            return columns > 0 ? columns : Table.UNBOUNDED;
        } catch (IOException | NumberFormatException e) {
            return Table.UNBOUNDED; // It is closed, or there is no stty.
        }
    }
}
