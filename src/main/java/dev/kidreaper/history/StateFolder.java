package dev.kidreaper.history;

import dev.kidreaper.trust.Outsider;
import dev.kidreaper.trust.PathStep;
import dev.kidreaper.trust.PathWalk;
import dev.kidreaper.trust.Trusted;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sqlite.util.LibraryLoaderUtil;

/// The folder of a history. One program at a time holds it.
/*
 * The lock is on a file of its own. SQLite uses POSIX locks, which end when *any* descriptor of the
 * file is closed, so nothing here may open the database.
 */
final class StateFolder implements AutoCloseable {
    private static final String LOCK = "history.lock";
    private static final int BROKEN_KEPT = 3;

    /// Where SQLite looks for its library before it unpacks one.
    private static final String LIBRARY_FOLDER = "org.sqlite.lib.path";

    private static final String LIBRARY_NAME = "org.sqlite.lib.name";
    private static final Set<PosixFilePermission> OURS_ALONE =
            PosixFilePermissions.fromString("rw-------");
    private static final FileAttribute<?> NEW_FILE =
            PosixFilePermissions.asFileAttribute(OURS_ALONE);
    private static final FileAttribute<?> NEW_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    /// A package has SQLite's library beside the program, and says so at the start: then none is
    /// unpacked.
    private static final boolean IS_LIBRARY_INSTALLED = System.getProperty(LIBRARY_FOLDER) != null;

    private static volatile boolean isLibraryLoaded;

    private final Path folder;
    private final String database;
    private @Nullable FileChannel lock;

    /// @param file the database's file in that folder
    StateFolder(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        Path name = absolute.getFileName();
        if (parent == null || name == null) {
            throw new IllegalArgumentException(file + " is not a file in a folder");
        }
        folder = parent;
        database = name.toString();
    }

    /// The database's file.
    Path file() {
        return folder.resolve(database);
    }

    /// Takes the folder, if it is not taken yet, and checks that everything in it is as it must be.
    ///
    /// @throws HistoryInUse if another program holds it
    void prepare() throws HistoryInUse {
        try {
            makeFolder();
            checkOwner();
            lock = lock == null ? takeLock() : lock;
            // SQLite's library is unpacked here, because /tmp may be mounted noexec.
            System.setProperty("org.sqlite.tmpdir", folder.toString());
            removeLibraries();
            unpackLibrary();
            prepareFile();
        } catch (FileAlreadyExistsException e) {
            throw new HistoryFailure(e.getFile() + " is no folder", e);
        } catch (AccessDeniedException e) {
            throw new HistoryFailure(e.getFile() + ": permission denied", e);
        } catch (FileSystemException e) {
            String why = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
            throw new HistoryFailure("%s: %s".formatted(e.getFile(), why), e);
        } catch (IOException e) {
            throw new HistoryFailure("%s: %s".formatted(folder, e.getMessage()), e);
        }
    }

    /// Makes it, if it alone is missing: a name of which more is missing is rather mistyped.
    private void makeFolder() throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        try {
            Files.createDirectory(folder, NEW_FOLDER);
        } catch (NoSuchFileException e) {
            throw new HistoryFailure(
                    "there is no folder %s: make it, or write another [history] file"
                            .formatted(folder.getParent()),
                    e);
        }
    }

    private void checkOwner() throws IOException {
        PathWalk way = PathWalk.to(folder);
        PathStep itself = way.end();
        if (itself.outsider(Trusted.alone()) instanceof Outsider.Owner other) {
            int we = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            throw new HistoryFailure(
                    "%s %s, not to us (uid %d)".formatted(folder, other.words(), we));
        }
        if (itself.othersWrite() || itself.groupWrites()) {
            throw new HistoryFailure(
                    "%s can be changed by others: chmod go-w it".formatted(folder));
        }
        PathWalk.Weak weak = way.weak(Trusted.ourselves());
        if (weak != null) {
            throw new HistoryFailure(
                    "%s %s, so that another folder could be put in the place of %s"
                            .formatted(weak.step().words(), weak.who().words(), folder));
        }
    }

    private FileChannel takeLock() throws IOException, HistoryInUse {
        Path file = folder.resolve(LOCK);
        FileChannel channel =
                FileChannel.open(
                        file,
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE,
                                LinkOption.NOFOLLOW_LINKS),
                        NEW_FILE);
        try {
            FileLock taken = channel.tryLock();
            if (taken == null) {
                throw new HistoryInUse(
                        "another kidreaper (pid %s) keeps its history in %s: one at a time"
                                .formatted(holder(channel), folder));
            }
            String pid = ProcessHandle.current().pid() + "\n";
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
            return channel;
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new HistoryInUse("this kidreaper keeps another history in " + folder);
        } catch (IOException | HistoryInUse e) {
            channel.close();
            throw e;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(32);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
    }

    /// Unpacks SQLite's library, if that is not loaded yet. SQLite itself would try it once: if
    /// there was no room then, it would never be loaded by this program.
    private void unpackLibrary() throws IOException {
        if (isLibraryLoaded || IS_LIBRARY_INSTALLED) {
            return;
        }
        String name = LibraryLoaderUtil.getNativeLibName();
        String packed = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
        Path copy = folder.resolve("sqlite-" + ProcessHandle.current().pid() + "-" + name);
        try (InputStream in = LibraryLoaderUtil.class.getResourceAsStream(packed)) {
            if (in == null) {
                return; // There is none for this machine, as SQLite will say.
            }
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(copy);
            throw e;
        }
        System.setProperty(LIBRARY_FOLDER, folder.toString());
        System.setProperty(LIBRARY_NAME, copy.getFileName().toString());
    }

    /// The library is loaded, and stays so for as long as this program runs.
    static void libraryIsLoaded() {
        isLibraryLoaded = true;
    }

    /// Removes the copies of SQLite's library. A loaded one stays loaded, and the copies of killed
    /// programs do not pile up.
    void removeLibraries() throws IOException {
        if (!IS_LIBRARY_INSTALLED) {
            System.clearProperty(LIBRARY_FOLDER);
            System.clearProperty(LIBRARY_NAME);
        }
        for (Path file : named("sqlite-", "libsqlitejdbc.so")) {
            Files.deleteIfExists(file);
        }
    }

    private void prepareFile() throws IOException {
        if (!Files.exists(file(), LinkOption.NOFOLLOW_LINKS)) {
            Files.createFile(file(), NEW_FILE);
        }
        if (!Files.isRegularFile(file(), LinkOption.NOFOLLOW_LINKS)) {
            throw new HistoryFailure(file() + " is not a regular file: move it away");
        }
        if (!Files.getPosixFilePermissions(file()).equals(OURS_ALONE)) {
            Files.setPosixFilePermissions(file(), OURS_ALONE);
        }
    }

    /// Moves a broken database aside, with the files that SQLite keeps beside it, for inspection.
    /// The latest few are kept.
    ///
    /// @return where it is now
    Path moveAside(Instant at) {
        String name = database + ".broken-" + STAMP.format(at);
        try {
            for (String part : List.of("-wal", "-shm", "")) {
                Path file = folder.resolve(database + part);
                if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                    Files.move(file, folder.resolve(name + part));
                }
            }
            List<Path> broken =
                    named(database + ".broken-", "").stream()
                            .filter(p -> p.toString().endsWith("Z"))
                            .sorted()
                            .toList();
            for (Path old : broken.subList(0, Math.max(0, broken.size() - BROKEN_KEPT))) {
                for (String part : List.of("-wal", "-shm", "")) {
                    Files.deleteIfExists(old.resolveSibling(old.getFileName() + part));
                }
            }
        } catch (IOException e) {
            throw new HistoryFailure("the broken file cannot be moved aside: " + e, e);
        }
        return folder.resolve(name);
    }

    private List<Path> named(String start, String part) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().startsWith(start))
                    .filter(f -> f.getFileName().toString().contains(part))
                    .toList();
        }
    }

    @Override
    public void close() {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            throw new HistoryFailure("the lock in %s: %s".formatted(folder, e.getMessage()), e);
        }
    }
}
