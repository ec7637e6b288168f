package dev.kidreaper.observe;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// The kernel's `/proc`, or a captured copy of one; it reads whole small files. For any thread.
public final class Proc {
    /// More than any file read here holds, except a `children` file of many thousands.
    private static final int FIRST_SIZE = 4096;

    static final String MACHINE = "/proc";
    private static final int MOST_BYTES = 1 << 22;
    private static final int AT_PAGESZ = 6;
    private static final int AT_CLKTCK = 17;

    private final String root;
    private final long pageSize;
    private final long ticksPerSecond;
    private final ThreadLocal<byte[]> buffers = ThreadLocal.withInitial(() -> new byte[FIRST_SIZE]);

    /// The machine's own `/proc`.
    public static Proc ofMachine() {
        return new Proc(MACHINE);
    }

    /// A `/proc` at a path.
    public Proc(String root) {
        this.root = root;
        long[] known = auxiliary(root + "/self/auxv");
        pageSize = known[0];
        ticksPerSecond = known[1];
    }

    /// Bytes in a page (getauxval(3), AT_PAGESZ).
    public long pageSize() {
        return pageSize;
    }

    /// Clock ticks in a second, the unit of times in `stat` (getauxval(3), AT_CLKTCK).
    public long ticksPerSecond() {
        return ticksPerSecond;
    }

    /// The path of all of it: `/proc`.
    public String root() {
        return root;
    }

    /// The path of a file about a process.
    public String path(int pid, String name) {
        return root + "/" + pid + "/" + name;
    }

    /// Whether there is a process (or thread) with a pid that we can see.
    public boolean exists(int pid) {
        return new File(root + "/" + pid).exists();
    }

    /// The pids of all processes that we can see.
    public List<Integer> pids() {
        String[] names = new File(root).list();
        return Arrays.stream(names == null ? new String[0] : names)
                .filter(n -> n.chars().allMatch(Character::isDigit))
                .map(Integer::valueOf)
                .toList();
    }

    /// The text of a file about a process.
    public String text(int pid, String name) throws Unreadable {
        String path = path(pid, name);
        try {
            return read(path);
        } catch (IOException e) {
            throw unreadable(pid, path, e);
        }
    }

    /// Why a file about a process cannot be read, and what to do.
    private Unreadable unreadable(int pid, String path, IOException e) {
        Unreadable.Why why = why(pid, path);
        if (why == Unreadable.Why.GONE && Visibility.isHidden(this, pid)) {
            return Visibility.absent(this, pid);
        }
        String mend = why == Unreadable.Why.DENIED ? "; " + Rights.toSee(this, pid) : "";
        return new Unreadable(why, sentence(path, e) + mend);
    }

    /// Whether `/proc` hides processes of others from us: process 1 is always there.
    public boolean hidesOthers() {
        return !exists(1);
    }

    /// The `status` of this program; empty if it cannot be read.
    String ownStatus() {
        try {
            return read(root + "/self/status");
        } catch (IOException e) {
            return "";
        }
    }

    /// The text of a file about a process that everybody may read.
    String readable(int pid, String name) throws IOException {
        return read(path(pid, name));
    }

    /// Checks that a file about a process may be opened; one that has gone counts as open.
    ///
    /// @throws Unreadable DENIED if not
    void checkOpens(int pid, String name) throws Unreadable {
        String path = path(pid, name);
        try (var open = new FileInputStream(path)) {
            open.getFD();
        } catch (IOException e) {
            Unreadable found = unreadable(pid, path, e);
            if (found.why() == Unreadable.Why.DENIED) {
                throw found;
            }
        }
    }

    /// The target of a link about a process; empty if we may not see it.
    public String link(int pid, String name) {
        try {
            return Files.readSymbolicLink(Path.of(path(pid, name))).toString();
        } catch (IOException e) {
            return "";
        }
    }

    /// The text of a file about the machine.
    public String machineText(String name) throws Unreadable {
        String path = root + "/" + name;
        try {
            return read(path);
        } catch (IOException e) {
            throw new Unreadable(Unreadable.Why.BROKEN, sentence(path, e));
        }
    }

    /// Seconds since boot, the clock of start times (proc_uptime(5)).
    public double uptimeSeconds() throws Unreadable {
        String text = machineText("uptime");
        try {
            return Double.parseDouble(text.substring(0, text.indexOf(' ')));
        } catch (RuntimeException e) {
            throw new Unreadable(Unreadable.Why.BROKEN, root + "/uptime: " + e.getMessage());
        }
    }

    /// A sentence for a file that cannot be read. The JDK's own message may begin with its path.
    public static String sentence(String path, IOException e) {
        String said = String.valueOf(e.getMessage());
        return said.startsWith(path) ? said : path + ": " + said;
    }

    private String read(String path) throws IOException {
        try (var in = new FileInputStream(path)) {
            byte[] buffer = buffers.get();
            int length = 0;
            while (true) {
                int more = in.read(buffer, length, buffer.length - length);
                if (more < 0) {
                    return new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
                }
                length += more;
                if (length == buffer.length) {
                    buffer = grown(buffer, path);
                }
            }
        }
    }

    private byte[] grown(byte[] buffer, String path) throws IOException {
        if (buffer.length >= MOST_BYTES) {
            throw new IOException("longer than " + MOST_BYTES + " bytes: " + path);
        }
        byte[] larger = Arrays.copyOf(buffer, buffer.length * 4);
        buffers.set(larger);
        return larger;
    }

    private Unreadable.Why why(int pid, String path) {
        if (hasExited(pid)) {
            return Unreadable.Why.GONE;
        }
        try (var channel = Files.newByteChannel(Path.of(path))) {
            channel.read(ByteBuffer.allocate(1));
            return Unreadable.Why.BROKEN;
        } catch (AccessDeniedException e) {
            return Unreadable.Why.DENIED;
        } catch (IOException e) {
            return hasExited(pid) ? Unreadable.Why.GONE : Unreadable.Why.BROKEN;
        }
    }

    /// Whether a process is gone or exiting. Until its parent has collected it, it is there,
    /// without memory.
    private boolean hasExited(int pid) {
        try {
            return Files.readString(Path.of(path(pid, "statm"))).startsWith("0 ");
        } catch (IOException e) {
            return !exists(pid);
        }
    }

    /// The page size and the clock tick from the pairs of longs that the kernel gives each process.
    private static long[] auxiliary(String path) {
        long[] known = {4096, 100};
        try (var in = new FileInputStream(path)) {
            var pairs = ByteBuffer.wrap(in.readNBytes(4096)).order(ByteOrder.nativeOrder());
            while (pairs.remaining() >= 16) {
                long key = pairs.getLong();
                long value = pairs.getLong();
                if (key == AT_PAGESZ) {
                    known[0] = value;
                } else if (key == AT_CLKTCK) {
                    known[1] = value;
                }
            }
        } catch (IOException e) {
            return known; // A captured tree has none; nearly every machine has these two values.
        }
        return known;
    }
}
