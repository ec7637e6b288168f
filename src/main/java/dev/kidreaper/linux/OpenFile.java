package dev.kidreaper.linux;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// An open file that is read again and again from its start, as the kernel's files under `/proc`
/// allow: one `pread` and no allocation a reading. For one thread at a time.
public final class OpenFile implements AutoCloseable {
    private static final int O_CLOEXEC = 0x80000;
    private static final int O_NONBLOCK = 0x800;

    private static final int O_NOFOLLOW = Native.Machine.THIS.noFollow();

    private static final int O_PATH = 0x200000;
    private static final int RLIMIT_NOFILE = 7;
    private static final int LOCK_SH = 1;
    private static final int LOCK_EX = 2;
    private static final int LOCK_NB = 4;
    private static final int F_OFD_GETLK = 36;
    private static final int F_OFD_SETLK = 37;
    private static final short F_RDLCK = 0;
    private static final short F_WRLCK = 1;
    private static final short F_UNLCK = 2;

    /// `struct flock` (fcntl_locking(2)) of 64-bit machines, all of whose zeros are right.
    private static final StructLayout FLOCK =
            MemoryLayout.structLayout(
                    JAVA_SHORT.withName("type"),
                    JAVA_SHORT.withName("whence"),
                    MemoryLayout.paddingLayout(4),
                    JAVA_LONG.withName("start"),
                    JAVA_LONG.withName("length"),
                    JAVA_INT.withName("pid"),
                    MemoryLayout.paddingLayout(4));

    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffer;
    private final byte[] bytes;
    private final int fd;
    private int length;
    private int at;

    /// How many files this program may have open at once (getrlimit(2), `RLIMIT_NOFILE`).
    public static long mostOpen() {
        try (var arena = Arena.ofConfined()) {
            MemorySegment both = arena.allocate(JAVA_LONG, 2);
            int asked = LibcProcess.getrlimit(RLIMIT_NOFILE, both);
            return asked < 0 ? Long.MAX_VALUE : both.get(JAVA_LONG, 0);
        }
    }

    /// Whether no file descriptors are left, neither to this program nor to the machine. To be
    /// asked after something could not be opened: the JDK does not tell the reason.
    public static boolean areNoneLeft() {
        try (var arena = Arena.ofConfined()) {
            int fd = Libc.open(arena.allocateFrom("/"), O_CLOEXEC);
            if (fd < 0) {
                return LinuxException.isExhausted(Native.errno());
            }
            Libc.close(fd);
            return false;
        }
    }

    /// What is said where none are left, a sentence.
    public static String noneLeft() {
        return "out of file descriptors (limit " + mostOpen() + ")";
    }

    /// Opens a file for reading.
    ///
    /// @param path an absolute path
    /// @param capacity the most bytes to read
    /// @throws LinuxException ENOENT if there is no such file, EACCES if we may not read it
    public OpenFile(String path, int capacity) throws LinuxException {
        this(path, capacity, O_CLOEXEC);
    }

    /// Opens a file for reading that somebody else may have put there: a link is not followed, and
    /// the writer of a pipe not waited for.
    ///
    /// @param path an absolute path
    /// @param capacity the most bytes to read
    /// @throws LinuxException also ELOOP if it is a symbolic link, ENXIO if it is a socket
    public static OpenFile ofStranger(String path, int capacity) throws LinuxException {
        return new OpenFile(path, capacity, O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    }

    /// Holds a file, whatever it is, without opening it (open(2), `O_PATH`): nothing is read, but
    /// by its {@link #path} that very file is found, even if another one takes its name. A link is
    /// held itself.
    ///
    /// @throws LinuxException ENOENT if there is no such file
    public static OpenFile held(String path) throws LinuxException {
        return new OpenFile(path, 0, O_PATH | O_CLOEXEC | O_NOFOLLOW);
    }

    /// As {@link #held}, but links are followed.
    ///
    /// @param encoding of the name: that of a stranger may be no text, but bytes
    public static OpenFile heldThroughLinks(String path, Charset encoding) throws LinuxException {
        return new OpenFile(path, encoding, 0, O_PATH | O_CLOEXEC);
    }

    private OpenFile(String path, int capacity, int flags) throws LinuxException {
        this(path, StandardCharsets.UTF_8, capacity, flags);
    }

    private OpenFile(String path, Charset encoding, int capacity, int flags) throws LinuxException {
        buffer = arena.allocate(capacity);
        bytes = new byte[capacity];
        try (var brief = Arena.ofConfined()) {
            MemorySegment name = brief.allocateFrom(path, encoding);
            fd = Native.check("open " + path, Libc.open(name, flags));
        } catch (LinuxException e) {
            arena.close();
            throw e;
        }
    }

    /// Reads the file from its start. Returns the number of bytes, which {@link #byteAt} then
    /// gives.
    ///
    /// @throws LinuxException ESRCH if the file is about a process that is gone
    public int read() throws LinuxException {
        length = 0;
        at = 0;
        length = Native.check("pread", Libc.pread(fd, buffer.address(), bytes.length, 0));
        // Copied at once: byte by byte, an array is several times faster than foreign memory.
        MemorySegment.copy(buffer, JAVA_BYTE, 0, bytes, 0, length);
        return length;
    }

    /// Locks the file for this program alone (flock(2)). The lock ends with this handle, and with
    /// the program, however it ends.
    ///
    /// @return false if another program holds the lock
    public boolean tryLock() throws LinuxException {
        return tryLock(LOCK_EX);
    }

    /// Locks the file against {@link #tryLock}, together with others that share it. The lock ends
    /// with this handle.
    ///
    /// @return false if another program holds the lock for itself alone
    public boolean tryShare() throws LinuxException {
        return tryLock(LOCK_SH);
    }

    /// Reserves one byte of the file, which need not be there, for this handle alone. It ends with
    /// this handle. Of two programs that try at the same moment both may fail: what is open for
    /// reading can be locked for reading only (fcntl_locking(2)), as others may do too. So we lock
    /// it first, and ask then whether anybody else has.
    ///
    /// @param at the place of the byte, from 0
    /// @return false if another handle has reserved it
    public boolean tryReserve(long at) throws LinuxException {
        try (var brief = Arena.ofConfined()) {
            MemorySegment lock = brief.allocate(FLOCK);
            byteLock(lock, F_RDLCK, at);
            Native.check("fcntl F_OFD_SETLK", Libc.fcntl(fd, F_OFD_SETLK, lock));
            byteLock(lock, F_WRLCK, at);
            Native.check("fcntl F_OFD_GETLK", Libc.fcntl(fd, F_OFD_GETLK, lock));
            return lock.get(JAVA_SHORT, FLOCK.byteOffset(groupElement("type"))) == F_UNLCK;
        }
    }

    /// Fills in a `struct flock` about one byte.
    private static void byteLock(MemorySegment lock, short type, long at) {
        lock.fill((byte) 0);
        lock.set(JAVA_SHORT, FLOCK.byteOffset(groupElement("type")), type);
        lock.set(JAVA_LONG, FLOCK.byteOffset(groupElement("start")), at);
        lock.set(JAVA_LONG, FLOCK.byteOffset(groupElement("length")), 1);
    }

    private boolean tryLock(int kind) throws LinuxException {
        if (Libc.flock(fd, kind | LOCK_NB) == 0) {
            return true;
        }
        if (Native.errno() == Errno.EWOULDBLOCK) {
            return false;
        }
        throw new LinuxException("flock", Native.errno());
    }

    /// A path by which this program finds the very file that is open (proc_pid_fd(5)).
    public String path() {
        return "/proc/self/fd/" + fd;
    }

    /// Of a folder: takes one of its files away. A link is taken away itself.
    public void unlink(String name) throws LinuxException {
        try (var brief = Arena.ofConfined()) {
            MemorySegment file = brief.allocateFrom(path() + "/" + name);
            Native.check("unlink " + name, Libc.unlink(file));
        }
    }

    /// One byte of the last reading.
    public byte byteAt(int index) {
        return bytes[index];
    }

    /// Sets the place at which {@link #number} continues.
    public void goTo(int index) {
        at = index;
    }

    /// The next word of the last reading, which must be a number. The blank after it is skipped.
    public long number() {
        long number = 0;
        while (at < length && bytes[at] != ' ') {
            number = number * 10 + bytes[at++] - '0';
        }
        at++;
        return number;
    }

    /// The last reading as text (the kernel's files are ASCII).
    public String text() {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        Libc.close(fd);
        arena.close();
    }
}
