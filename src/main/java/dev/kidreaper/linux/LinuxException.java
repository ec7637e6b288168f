package dev.kidreaper.linux;

/// A failed system call, with the kernel's error (errno(3)).
public final class LinuxException extends Exception {
    private static final long serialVersionUID = 1;

    private final int errno;
    private final String call;
    private final String sentence;

    LinuxException(String call, int errno) {
        this(call, errno, call + ": " + Errno.name(errno));
    }

    private LinuxException(String call, int errno, String sentence) {
        super(sentence);
        this.call = call;
        this.errno = errno;
        this.sentence = sentence;
    }

    /// The call and the error, for an operator.
    public String sentence() {
        return sentence;
    }

    /// The call that failed: its name, and the file if it was about one.
    public String call() {
        return call;
    }

    /// The kernel's error number, one of {@link Errno}.
    public int errno() {
        return errno;
    }

    /// Whether the process does not exist any more.
    public boolean isGone() {
        return errno == Errno.ESRCH;
    }

    /// Whether we are out of file descriptors: it tells nothing of what it was about.
    public boolean isExhausted() {
        return isExhausted(errno);
    }

    static boolean isExhausted(int errno) {
        return errno == Errno.EMFILE || errno == Errno.ENFILE;
    }

    /// Whether we may not do that.
    public boolean isNotPermitted() {
        return errno == Errno.EPERM || errno == Errno.EACCES;
    }
}
