package dev.kidreaper.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A file, a folder or a symbolic link, with what decides who may change it (inode(7)).
///
/// @param path how it was found
/// @param mode its type and permissions
public record PathStep(Path path, int owner, int group, int mode) {
    private static final int TYPE = 0170000;
    private static final int LINK = 0120000;
    private static final int REGULAR = 0100000;
    private static final int FOLDER = 0040000;
    private static final int STICKY = 01000;
    private static final int GROUP_WRITES = 0020;
    private static final int OTHERS_WRITE = 0002;

    /// What a path names: a link is not followed.
    ///
    /// @throws IOException when there is nothing, or it may not be asked for
    public static PathStep of(Path path) throws IOException {
        return of(path, Files.readAttributes(path, "unix:*", LinkOption.NOFOLLOW_LINKS));
    }

    /// What is open: nobody can exchange it any more.
    ///
    /// @param descriptor its name below `/proc/self/fd`
    public static PathStep ofOpen(Path path, Path descriptor) throws IOException {
        return of(path, Files.readAttributes(descriptor, "unix:*"));
    }

    private static PathStep of(Path path, Map<String, Object> found) throws IOException {
        return new PathStep(
                path, number(found, "uid"), number(found, "gid"), number(found, "mode"));
    }

    private static int number(Map<String, Object> found, String name) throws IOException {
        if (found.get(name) instanceof Integer number) {
            return number;
        }
        throw new IOException("no " + name);
    }

    public boolean isLink() {
        return (mode & TYPE) == LINK;
    }

    public boolean isRegular() {
        return (mode & TYPE) == REGULAR;
    }

    /// Whether only owners may change what is in it: its own, and each what belongs to him. Of a
    /// file that bit says nothing.
    public boolean isSticky() {
        return (mode & TYPE) == FOLDER && (mode & STICKY) != 0;
    }

    /// Whether everybody may write it, or make files in it.
    public boolean othersWrite() {
        return !isLink() && (mode & OTHERS_WRITE) != 0;
    }

    /// Whether its group may.
    public boolean groupWrites() {
        return !isLink() && (mode & GROUP_WRITES) != 0;
    }

    /// Who else could change it, or what another one has put into it; null: nobody. Its owner comes
    /// last: who may write is told first, as that is easily mended.
    public @Nullable Outsider outsider(Trusted trusted) {
        if (!isSticky() && othersWrite()) {
            return new Outsider.Everybody();
        }
        if (!isSticky() && groupWrites() && !trusted.groups().contains(group)) {
            return new Outsider.Members(group);
        }
        return trusted.users().contains(owner) ? null : new Outsider.Owner(owner);
    }

    /// What it is and where, for people.
    public String words() {
        return (isLink() ? "the symbolic link " : isFolder() ? "the folder " : "") + path;
    }

    private boolean isFolder() {
        return (mode & TYPE) == FOLDER;
    }
}
