package dev.kidreaper.linux;

/// This program's own memory.
public final class OwnMemory {
    private static final int MCL_CURRENT = 1;
    private static final int MCL_FUTURE = 2;
    private static final int MCL_ONFAULT = 4;

    private OwnMemory() {}

    /// Keeps what it has touched, and will touch, out of swap (mlockall(2)): it is needed most when
    /// memory is short. On fault, so that what was only reserved takes none.
    ///
    /// @throws LinuxException EPERM or ENOMEM when the limit on locked memory does not allow it
    public static void lock() throws LinuxException {
        Native.check("mlockall", LibcProcess.mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT));
    }
}
