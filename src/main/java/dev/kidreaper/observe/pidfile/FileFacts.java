package dev.kidreaper.observe.pidfile;

import dev.kidreaper.linux.OpenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;

/// What the kernel tells of an open file (inode(7)). Nobody can exchange that file any more.
///
/// @param owner its user
/// @param group its group
/// @param mode its type and permissions
/// @param names how many names it has (hard links)
/// @param written when its text was last written
/// @param changed when anything about it was last changed
record FileFacts(int owner, int group, int mode, int names, Instant written, Instant changed) {
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int OTHERS_WRITE = 0002;
    private static final int GROUP_WRITES = 0020;

    /// Those of an open file.
    static FileFacts of(OpenFile file) throws IOException {
        Map<String, Object> found =
                Files.readAttributes(
                        Path.of(file.path()), "unix:uid,gid,mode,nlink,lastModifiedTime,ctime");
        return new FileFacts(
                (Integer) found.getOrDefault("uid", -1),
                (Integer) found.getOrDefault("gid", -1),
                (Integer) found.getOrDefault("mode", 0),
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

    boolean isRegular() {
        return (mode & TYPE) == REGULAR;
    }

    boolean othersWrite() {
        return (mode & OTHERS_WRITE) != 0;
    }

    boolean groupWrites() {
        return (mode & GROUP_WRITES) != 0;
    }
}
