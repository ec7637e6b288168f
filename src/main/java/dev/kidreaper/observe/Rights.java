package dev.kidreaper.observe;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Pidfd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the kernel lets this program do (capabilities(7)), and how an operator gives it more.
///
/// @param uid the user as whom it runs
/// @param capabilities a bit for each that it has, as `CapEff` in its `status` shows them
public record Rights(int uid, long capabilities) {
    private static final int KILL = 5;
    private static final int SYS_PTRACE = 19;
    private static final int ROOT = 0;

    /// To whom a process belongs.
    ///
    /// @param user the user as whom it runs
    /// @param files whom the kernel lets read its files: root, where it has changed its user since
    ///   its start (proc(5))
    public record Owner(int user, int files) {}

    /// Those of this program.
    public static Rights ours(Proc proc) {
        String status = "\n" + proc.ownStatus();
        return new Rights((int) number(status, "\nUid:", 10), number(status, "\nCapEff:", 16));
    }

    /// What to do so that we may look into a process, a sentence.
    public static String toSee(Proc proc, int pid) {
        return ours(proc).toSee(owner(proc, pid));
    }

    /// What to do about a system call that was not permitted, a sentence.
    ///
    /// @param pid the process that it was about
    public static String toDo(LinuxException e, Proc proc, int pid) {
        return ours(proc).toDo(e.call(), owner(proc, pid));
    }

    /// What to do so that we may look into a process, a sentence.
    public String toSee(Owner owner) {
        if (uid == ROOT) {
            return has(SYS_PTRACE)
                    ? "root may not here: a security module (AppArmor, SELinux) or a user"
                            + " namespace forbids it"
                    : "root lacks CAP_SYS_PTRACE here: start the container with --cap-add"
                            + " SYS_PTRACE";
        }
        if (owner.user() != ROOT && owner.files() == ROOT) {
            return "it has changed its user since its start, so only root may look into it: run as"
                    + " root";
        }
        return owner.user() == ROOT
                ? "it runs as root: run as root"
                : "it runs as uid %d: run as root or as the workers' user".formatted(owner.user());
    }

    /// What to do about a system call that was not permitted, a sentence.
    ///
    /// @param call as {@link LinuxException#call}
    public String toDo(String call, Owner owner) {
        boolean maySignal = has(KILL) || uid == owner.user();
        if (call.equals(Pidfd.OPEN) || (call.equals(Pidfd.SEND) && maySignal)) {
            return "a seccomp profile forbids it, as of a container: allow pidfd_open and"
                    + " pidfd_send_signal in it, or use a newer container runtime";
        }
        if (!call.equals(Pidfd.SEND)) {
            return toSee(owner);
        }
        return uid == ROOT
                ? "root lacks CAP_KILL here: start the container with --cap-add KILL"
                : owner.user() == ROOT
                        ? "it runs as root: run as root"
                        : "it runs as uid %d: run as root or as the workers' user"
                                .formatted(owner.user());
    }

    private boolean has(int capability) {
        return (capabilities >>> capability & 1) != 0;
    }

    private static Owner owner(Proc proc, int pid) {
        int user = ROOT;
        try {
            user = (int) number("\n" + proc.readable(pid, "status"), "\nUid:", 10);
            Object files = Files.getAttribute(Path.of(proc.path(pid, "stat")), "unix:uid");
            return new Owner(user, files instanceof Integer uid ? uid : ROOT);
        } catch (IOException e) {
            return new Owner(user, ROOT); // It is hidden from us, or has gone meanwhile.
        }
    }

    private static long number(String status, String name, int base) {
        int at = status.indexOf(name);
        if (at < 0) {
            return 0;
        }
        String rest = status.substring(at + name.length(), status.indexOf('\n', at + 1)).strip();
        return Long.parseUnsignedLong(rest.split("\\s+", -1)[0], base);
    }
}
