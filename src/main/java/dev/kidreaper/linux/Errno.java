package dev.kidreaper.linux;

/// The kernel's error numbers that matter here (errno(3)). They are the same on every architecture
/// that the JDK supports.
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int ENXIO = 6;
    public static final int EBADF = 9;
    public static final int EWOULDBLOCK = 11;
    public static final int EACCES = 13;
    public static final int EBUSY = 16;
    public static final int ENOTDIR = 20;
    public static final int EINVAL = 22;
    public static final int ENFILE = 23;
    public static final int EMFILE = 24;
    public static final int EROFS = 30;
    public static final int ENOSYS = 38;
    public static final int ELOOP = 40;
    public static final int EPIPE = 32;
    public static final int EADDRINUSE = 98;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ECONNABORTED = 103;
    public static final int ECONNRESET = 104;
    public static final int ENOTCONN = 107;
    public static final int ECONNREFUSED = 111;
    public static final int EINPROGRESS = 115;

    private Errno() {}

    /// The name and meaning of an error.
    static String name(int errno) {
        return switch (errno) {
            case EPERM -> "EPERM (operation not permitted)";
            case ENOENT -> "ENOENT (no such file)";
            case ESRCH -> "ESRCH (no such process)";
            case ENXIO -> "ENXIO (it is a socket or a pipe)";
            case ELOOP -> "ELOOP (it is a symbolic link)";
            case EINTR -> "EINTR (interrupted)";
            case EPIPE -> "EPIPE (the other side has closed)";
            case EADDRINUSE -> "EADDRINUSE (something else listens there)";
            case EADDRNOTAVAIL -> "EADDRNOTAVAIL (this machine does not have that address)";
            case ENOTDIR -> "ENOTDIR (a part of the path is no folder)";
            case EROFS -> "EROFS (the file system is read-only)";
            case ECONNRESET -> "ECONNRESET (the other side has closed)";
            case ECONNREFUSED -> "ECONNREFUSED (nobody listens there)";
            case EACCES -> "EACCES (permission denied)";
            case EBUSY -> "EBUSY (it is taken)";
            case EINVAL -> "EINVAL (invalid argument)";
            case EMFILE -> "EMFILE: " + OpenFile.noneLeft();
            case ENFILE -> "ENFILE (the machine is out of file descriptors)";
            case ENOSYS -> "ENOSYS (Linux before 5.3, or a container's seccomp profile)";
            default -> "errno " + errno;
        };
    }
}
