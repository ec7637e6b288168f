package dev.kidreaper.observe.pidfile;

import dev.kidreaper.linux.OpenFile;
import dev.kidreaper.trust.PathStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;

/// What the kernel tells of an open file (inode(7)). Nobody can exchange that file any more.
///
/// @param self who may change it
/// @param names how many names it has (hard links)
/// @param written when its text was last written
/// @param changed when anything about it was last changed
record FileFacts(PathStep self, int names, Instant written, Instant changed) {
    /// Those of an open file.
    ///
    /// @param path by which it was opened
    static FileFacts of(Path path, OpenFile file) throws IOException {
        Path open = Path.of(file.path());
        Map<String, Object> found = Files.readAttributes(open, "unix:nlink,lastModifiedTime,ctime");
        return new FileFacts(
                PathStep.ofOpen(path, open),
                (Integer) found.getOrDefault("nlink", 0),
                time(found, "lastModifiedTime"),
                time(found, "ctime"));
    }

    private static Instant time(Map<String, Object> found, String name) throws IOException {
        if (found.get(name) instanceof FileTime time) {
            return time.toInstant();
        }
        throw new IOException("no " + name);
    }
}
