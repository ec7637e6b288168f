package dev.kidreaper.gate;

import dev.kidreaper.linux.Errno;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.OpenFile;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.trust.PathStep;
import dev.kidreaper.trust.Trusted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The file in which we write whom we have started behind a gate, so that one of us that is started
/// after our death finds them. One of us has it at a time.
/*
 * Lines: this start of the machine; the manager; the last will; a digest of the command. A process
 * is its pid and its start time, so that no later one is taken for it. Only a file of root's or our
 * own user's is believed, which nobody else may write.
 */
public final class GateLedger implements AutoCloseable {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int LINES = 4;
    private static final int MOST_BYTES = 4096;

    private final Path file;
    private final FileChannel channel;
    private final FileLock lock;

    private GateLedger(Path file, FileChannel channel, FileLock lock) {
        this.file = file;
        this.channel = channel;
        this.lock = lock;
    }

    /// What stands in it.
    ///
    /// @param lastWill the process that lets everybody in, or waits to do so; null: there is none
    /// @param command a digest of the words by which the manager was started
    public record Entry(ProcessId manager, @Nullable ProcessId lastWill, String command) {}

    /// A digest of a command's words.
    public static String digest(List<String> command) {
        try {
            byte[] words = String.join("\0", command).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(words));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("[BUG] every JDK has SHA-256", e);
        }
    }

    /// Takes it; empty when another one of us has it.
    ///
    /// @throws IOException when there is no place for it
    public static Optional<GateLedger> open(Path file) throws IOException {
        var ours =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var how =
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ, // An open for both does not wait at a pipe.
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS);
        Path guard = file.resolveSibling(file.getFileName() + ".lock");
        FileChannel channel = FileChannel.open(guard, how, ours);
        if (!hasPosition(channel)) {
            channel.close();
            throw new IOException(guard + " is not a regular file");
        }
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            return Optional.empty();
        }
        return Optional.of(new GateLedger(file, channel, lock));
    }

    /// Whether what is open is a file and no pipe: its name may mean another one by now.
    private static boolean hasPosition(FileChannel open) {
        try {
            return open.position() >= 0;
        } catch (IOException e) {
            return false; // ESPIPE.
        }
    }

    /// What an earlier one of us has written since the machine was started; empty when there is
    /// nothing, or it is not to be believed.
    public Optional<Entry> read() throws IOException {
        return read(file);
    }

    /// What stands in such a file; empty as above. It is opened once, and what is open is judged
    /// and read: its name may mean another file at any moment.
    public static Optional<Entry> read(Path file) throws IOException {
        try (var open = OpenFile.ofStranger(file.toAbsolutePath().toString(), MOST_BYTES)) {
            if (!isOurs(open)) {
                return Optional.empty();
            }
            open.read();
            return parse(open.text().lines().toList());
        } catch (LinuxException e) {
            return switch (e.errno()) {
                case Errno.ENOENT, Errno.ELOOP, Errno.ENXIO, Errno.EACCES -> Optional.empty();
                default -> throw new IOException(e.sentence(), e);
            };
        }
    }

    private static boolean isOurs(OpenFile file) throws IOException {
        Path exactly = Path.of(file.path());
        PathStep itself = PathStep.ofOpen(exactly, exactly);
        return itself.isRegular() && itself.outsider(Trusted.alone()) == null;
    }

    private static Optional<Entry> parse(List<String> lines) throws IOException {
        return lines.size() == LINES && lines.getFirst().equals(boot())
                ? process(lines.get(1))
                        .map(manager ->
                                new Entry(
                                        manager,
                                        process(lines.get(2)).orElse(null),
                                        lines.getLast()))
                : Optional.empty();
    }

    private static String boot() throws IOException {
        return Files.readString(BOOT).strip();
    }

    private static Optional<ProcessId> process(String line) {
        String[] word = line.split(" ", 2);
        return line.matches("[1-9]\\d{0,8} \\d{1,18}")
                ? Optional.of(new ProcessId(Integer.parseInt(word[0]), Long.parseLong(word[1])))
                : Optional.empty();
    }

    /// Writes down whom we have started, all at once.
    public void write(Entry entry) throws IOException {
        String will = entry.lastWill() == null ? "-" : line(entry.lastWill());
        List<String> lines = List.of(boot(), line(entry.manager()), will, entry.command());
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(next);
        var ours =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var how = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.US_ASCII);
        try (FileChannel made = FileChannel.open(next, how, ours)) {
            ByteBuffer rest = ByteBuffer.wrap(text);
            while (rest.hasRemaining()) {
                made.write(rest);
            }
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String line(ProcessId process) {
        return process.pid() + " " + process.startTicks();
    }

    /// Nobody is behind the gate any more.
    public void clear() throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}
