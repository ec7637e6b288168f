package dev.kidreaper.linux;

/// This program's own memory.
public final class OwnMemory {
    private static final int MCL_CURRENT = 1;
    private static final int MCL_FUTURE = 2;
    private static final int MCL_ONFAULT = 4;

    private OwnMemory() {}

    /// Keeps the memory that the program has touched, or will touch, out of swap (mlockall(2)): the
    /// program is needed most when memory is short. It locks on fault, so that reserved memory
    /// takes none.
    ///
    /// @throws LinuxException EPERM or ENOMEM if the limit on locked memory does not allow it
    public static void lock() throws LinuxException {
        Native.check("mlockall", LibcProcess.mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT));
    }
}
