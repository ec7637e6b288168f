package dev.kidreaper.observe;

import dev.kidreaper.linux.OpenFile;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The kernel's `/proc`, or a captured copy of one; it reads whole small files. For any thread.
public final class Proc {
    static final String MACHINE = "/proc";

    /// A longer file about a process is not read. A process in 65,536 groups has a `status` of 700
    /// KiB.
    private static final int MOST_BYTES = 1 << 20;

    /// The bound of `maps`, which has a line for each mapping, and of the machine's own tables.
    private static final int MOST_LONG_BYTES = 1 << 22;

    /// The bound of a command line: what comes after that is not looked at. A process may have one
    /// of many megabytes.
    private static final int MOST_COMMAND_BYTES = 4096;

    /// There are no more processes than this (proc_sys_kernel(5), `pid_max`).
    private static final int MOST_PROCESSES = 1 << 22;

    private final String root;
    private final KernelUnits units;

    /// The machine's own `/proc`.
    public static Proc ofMachine() {
        return new Proc(MACHINE);
    }

    /// A `/proc` at a path.
    public Proc(String root) {
        this.root = root;
        units = KernelUnits.of(root);
    }

    /// Bytes in a page (getauxval(3), AT_PAGESZ).
    public long pageSize() {
        return units.pageSize();
    }

    /// Clock ticks in a second, the unit of times in `stat` (getauxval(3), AT_CLKTCK).
    public long ticksPerSecond() {
        return units.ticksPerSecond();
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
    public List<Integer> pids() throws Unreadable {
        try {
            return BoundedFiles.names(root, MOST_PROCESSES).stream()
                    .filter(n -> n.chars().allMatch(Character::isDigit))
                    .map(Integer::valueOf)
                    .toList();
        } catch (IOException e) {
            throw broken(root, e);
        }
    }

    /// The names in a folder about a process, in no order.
    ///
    /// @param most so many are listed; if there are so many, there may be more
    public List<String> names(int pid, String folder, int most) throws Unreadable {
        String path = path(pid, folder);
        try {
            return BoundedFiles.names(path, most);
        } catch (IOException e) {
            throw unreadable(pid, path, e);
        }
    }

    /// The text of a file about a process.
    public String text(int pid, String name) throws Unreadable {
        String path = path(pid, name);
        try {
            return BoundedFiles.whole(path, name.equals("maps") ? MOST_LONG_BYTES : MOST_BYTES);
        } catch (IOException e) {
            throw unreadable(pid, path, e);
        }
    }

    /// The beginning of the text of a file about a process, which may be of any length.
    public String head(int pid, String name, int most) throws Unreadable {
        String path = path(pid, name);
        try {
            return BoundedFiles.head(path, most);
        } catch (IOException e) {
            throw unreadable(pid, path, e);
        }
    }

    /// The command line of a process, each word of it ended by a zero byte (proc_pid_cmdline(5)).
    /// Of a long one the beginning.
    public String commandLine(int pid) throws Unreadable {
        return head(pid, "cmdline", MOST_COMMAND_BYTES);
    }

    /// Why a file about a process cannot be read, and what to do. A process that has exited is
    /// GONE, also as long as its parent has not collected it.
    public Unreadable unreadable(int pid, String path, IOException e) {
        if (OpenFile.areNoneLeft()) {
            return exhausted();
        }
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
            return BoundedFiles.whole(root + "/self/status", MOST_BYTES);
        } catch (IOException e) {
            return "";
        }
    }

    /// The text of a file about a process that everybody may read.
    String readable(int pid, String name) throws IOException {
        return BoundedFiles.whole(path(pid, name), MOST_BYTES);
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
            if (found.why() == Unreadable.Why.DENIED || found.why() == Unreadable.Why.EXHAUSTED) {
                throw found;
            }
        }
    }

    /// Whether we may not see what a process executes (proc_pid_exe(5): it takes the right to trace
    /// it).
    public boolean hidesProgram(int pid) {
        try {
            Files.readSymbolicLink(Path.of(path(pid, "exe")));
            return false;
        } catch (AccessDeniedException e) {
            return true;
        } catch (IOException e) {
            return false; // It has gone.
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
            return BoundedFiles.whole(path, MOST_LONG_BYTES);
        } catch (IOException e) {
            throw broken(path, e);
        }
    }

    /// The beginning of the text of a file about the machine, which may be of any length.
    public String machineHead(String name) throws Unreadable {
        String path = root + "/" + name;
        try {
            return BoundedFiles.head(path, MOST_BYTES);
        } catch (IOException e) {
            throw broken(path, e);
        }
    }

    private static Unreadable broken(String path, IOException e) {
        return OpenFile.areNoneLeft()
                ? exhausted()
                : new Unreadable(Unreadable.Why.BROKEN, sentence(path, e));
    }

    private static Unreadable exhausted() {
        return new Unreadable(Unreadable.Why.EXHAUSTED, OpenFile.noneLeft());
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
    boolean hasExited(int pid) {
        try {
            return Files.readString(Path.of(path(pid, "statm"))).startsWith("0 ");
        } catch (IOException e) {
            return !exists(pid);
        }
    }
}
