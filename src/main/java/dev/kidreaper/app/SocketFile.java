package dev.kidreaper.app;

import dev.kidreaper.linux.Errno;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.OpenFile;
import dev.kidreaper.linux.SocketAddress;
import dev.kidreaper.linux.StreamSocket;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import org.jspecify.annotations.Nullable;

/// The file of a socket on which we listen. It and its folder are held by descriptors: whoever may
/// write to that folder cannot have another file changed or taken away in its place.
/*
 * A name can mean another file from one system call to the next, a link to root's for example. So a
 * name is looked up once, and what was found is changed by its descriptor. That it is the socket
 * which we have bound is seen by a connection to it, which comes out at our end.
 */
final class SocketFile {
    private static final int BACKLOG = 1024;
    private static final int TYPE = 0170000;
    private static final int SOCKET = 0140000;

    private final String path;
    private final OpenFile folder;
    private final OpenFile file;
    private final StreamSocket socket;
    private boolean left;

    private SocketFile(String path, OpenFile folder, OpenFile file, StreamSocket socket) {
        this.path = path;
        this.folder = folder;
        this.file = file;
        this.socket = socket;
    }

    /// Listens at a path, for our own user alone. A socket that one of us, killed, has left behind
    /// there goes.
    ///
    /// @throws OperatorError when something else is there, or no socket can be made there
    static SocketFile listen(String path) throws LinuxException, IOException, OperatorError {
        SocketAddress address = address(path);
        OpenFile folder = folder(path);
        StreamSocket bound = null;
        OpenFile file = null;
        try {
            makeRoom(folder, path);
            bound = bound(address, path);
            file = OpenFile.held(within(folder, path));
            checkOurs(file, bound, path);
            return new SocketFile(path, folder, file, bound);
        } catch (LinuxException | IOException | OperatorError e) {
            folder.close();
            if (bound != null) {
                bound.close();
            }
            if (file != null) {
                file.close();
            }
            throw e;
        }
    }

    private static SocketAddress address(String path) throws OperatorError {
        try {
            return new SocketAddress.OfPath(path);
        } catch (IllegalArgumentException e) {
            throw new OperatorError(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private static OpenFile folder(String path) throws LinuxException, OperatorError {
        String folder = parent(path);
        try {
            return OpenFile.held(folder + "/.");
        } catch (LinuxException e) {
            String why =
                    e.errno() == Errno.ENOENT
                            ? "there is no folder %s: make it (mkdir -p %s), or"
                                    .formatted(folder, folder)
                            : noFolder(folder) + " is no folder:";
            throw nowhere(path, e, why);
        }
    }

    private static StreamSocket bound(SocketAddress address, String path)
            throws LinuxException, OperatorError {
        try {
            StreamSocket bound = StreamSocket.bound(address, false);
            bound.listen(BACKLOG);
            return bound;
        } catch (LinuxException e) {
            boolean readOnly = e.errno() == Errno.EROFS;
            throw nowhere(path, e, parent(path) + (readOnly ? " is read-only:" : " takes none:"));
        }
    }

    /// What is said of a place at which no socket can be.
    private static OperatorError nowhere(String path, LinuxException e, String why)
            throws LinuxException {
        String sentence =
                switch (e.errno()) {
                    case Errno.ENOENT, Errno.ENOTDIR, Errno.EROFS -> why;
                    case Errno.EACCES, Errno.EPERM ->
                            "user %s may not make files in %s:"
                                    .formatted(System.getProperty("user.name"), parent(path));
                    default -> throw e;
                };
        return new OperatorError(
                e.isNotPermitted() ? ExitCode.NOT_PERMITTED : ExitCode.FAILED,
                "cannot listen at %s: %s write another path".formatted(path, sentence));
    }

    /// The part of a path that is a file.
    private static Path noFolder(String folder) {
        Path part = Path.of(folder);
        while (!Files.exists(part) && part.getParent() != null) {
            part = part.getParent();
        }
        return part;
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "." : slash == 0 ? "/" : path.substring(0, slash);
    }

    private static String within(OpenFile folder, String path) {
        return folder.path() + "/" + name(path);
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static void makeRoom(OpenFile folder, String path)
            throws LinuxException, IOException, OperatorError {
        try (OpenFile before = OpenFile.held(within(folder, path))) {
            int mode = (int) Files.getAttribute(Path.of(before.path()), "unix:mode");
            if ((mode & TYPE) != SOCKET) {
                throw new OperatorError(
                        ExitCode.FAILED, "%s exists already, and is not a socket".formatted(path));
            }
            refuseAnswered(before, path);
            folder.unlink(name(path));
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
    }

    /// Only one at which nobody listens was left behind.
    private static void refuseAnswered(OpenFile before, String path) throws OperatorError {
        String problem = "another server answers at %s: stop it first";
        try {
            StreamSocket.connected(new SocketAddress.OfPath(before.path())).close();
        } catch (LinuxException e) {
            if (e.errno() == Errno.ECONNREFUSED) {
                return;
            }
            if (e.isNotPermitted()) {
                problem = "%s belongs to another user";
            }
        }
        throw new OperatorError(ExitCode.FAILED, problem.formatted(path));
    }

    /// Nobody else can connect meanwhile: until its mode is set, it is our user's alone.
    private static void checkOurs(OpenFile file, StreamSocket bound, String path)
            throws LinuxException, OperatorError {
        try (StreamSocket _ = StreamSocket.connected(new SocketAddress.OfPath(file.path()));
                StreamSocket came = bound.accept()) {
            if (came != null) {
                return;
            }
        } catch (LinuxException e) {
            if (e.errno() != Errno.ECONNREFUSED && !e.isNotPermitted()) {
                throw e;
            }
        }
        throw new OperatorError(
                ExitCode.FAILED,
                "something else has taken the place of our socket at %s: who may write there?"
                        .formatted(path));
    }

    StreamSocket socket() {
        return socket;
    }

    /// Lets others connect.
    ///
    /// @param mode such as `rw-rw----`
    /// @param owner a user, or `user:group`; null: ours
    void open(String mode, @Nullable String owner) throws IOException, OperatorError {
        Path exactly = Path.of(file.path());
        if (owner != null) {
            try {
                own(exactly, owner);
            } catch (UserPrincipalNotFoundException e) {
                throw new OperatorError(ExitCode.USAGE, "there is no such user or group: " + owner);
            } catch (FileSystemException e) {
                throw new OperatorError(
                        ExitCode.NOT_PERMITTED,
                        "cannot give %s to %s (chown: %s): that takes root or CAP_CHOWN"
                                .formatted(path, owner, reason(e)));
            }
        }
        Files.setPosixFilePermissions(exactly, PosixFilePermissions.fromString(mode));
    }

    /// With the kernel's name of the error, which Java does not tell.
    private static String reason(FileSystemException e) {
        String said = String.valueOf(e.getReason());
        return said.equals("Operation not permitted") ? "EPERM (operation not permitted)" : said;
    }

    private static void own(Path exactly, String owner) throws IOException {
        String[] part = owner.split(":", 2);
        var users = exactly.getFileSystem().getUserPrincipalLookupService();
        var view = Files.getFileAttributeView(exactly, PosixFileAttributeView.class);
        if (!part[0].isEmpty()) {
            view.setOwner(users.lookupPrincipalByName(part[0]));
        }
        if (part.length > 1) {
            view.setGroup(users.lookupPrincipalByGroupName(part[1]));
        }
    }

    /// Takes it away, if it is there still, so that nobody finds us any more. The socket stays
    /// open. A second call does nothing.
    synchronized void leave() {
        if (left) {
            return;
        }
        left = true;
        try (folder;
                file;
                OpenFile now = OpenFile.held(within(folder, path))) {
            if (Files.isSameFile(Path.of(now.path()), Path.of(file.path()))) {
                folder.unlink(name(path));
            }
        } catch (LinuxException | IOException e) {
            return; // It stays behind, and the next start removes it.
        }
    }
}
