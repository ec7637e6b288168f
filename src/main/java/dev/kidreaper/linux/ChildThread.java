package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The thread that starts workers. It has given up what they must not inherit: capabilities
/// (capabilities(7)) belong to a thread, and a process begins with those of the thread that started
/// it.
///
/// There is one, and it lives as long as we do: a worker that asked for a signal at its parent's
/// end (`PR_SET_PDEATHSIG`) would get it at the end of that thread.
public final class ChildThread {
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int PR_CAP_AMBIENT = 47;
    private static final int PR_CAP_AMBIENT_CLEAR_ALL = 4;
    private static final int PR_CAPBSET_READ = 23;
    private static final int PR_CAPBSET_DROP = 24;
    private static final int VERSION_3 = 0x20080522;

    /// Two halves of three words: effective, permitted, inheritable.
    private static final int SETS_WORDS = 6;

    private static final int CAP_SYS_ADMIN = 21;

    /// What kidreaper itself needs: CAP_DAC_READ_SEARCH, CAP_KILL, CAP_IPC_LOCK, CAP_SYS_PTRACE,
    /// CAP_PERFMON; and last CAP_SETPCAP, which giving up takes.
    private static final int[] OURS = {2, 5, 14, 19, 38, 8};

    private static final ExecutorService THREAD =
            Executors.newSingleThreadExecutor(work ->
                    Thread.ofPlatform()
                            .daemon()
                            .name("children")
                            .unstarted(() -> {
                                ThisProcess.letOthersFinish();
                                giveUpCapabilities();
                                work.run();
                            }));

    private ChildThread() {}

    /// Starts a worker that inherits no capability of ours.
    ///
    /// @param command its program, searched in `PATH`, and its arguments
    /// @param listening its descriptor 0
    /// @param environment its environment variables
    /// @throws LinuxException as {@link Child#start}
    public static Child start(
            List<String> command, StreamSocket listening, EnvironmentVariables environment)
            throws LinuxException {
        var started = new CompletableFuture<Child>();
        THREAD.execute(() -> {
            try {
                started.complete(Child.start(command, listening, environment));
            } catch (LinuxException | RuntimeException e) {
                started.completeExceptionally(e);
            }
        });
        try {
            return started.join(); // Not to be interrupted: nobody would know of the worker.
        } catch (CompletionException e) {
            if (e.getCause() instanceof LinuxException failed) {
                throw failed;
            }
            throw e;
        }
    }

    /// Renounces, for the calling thread and all that it starts, every right that a program's file
    /// would give it (PR_SET_NO_NEW_PRIVS): set-uid programs, such as `sudo` or some `sendmail`s,
    /// run without their rights then.
    public static void renouncePrivileges() throws LinuxException {
        Native.check("prctl", LibcProcess.prctl(PR_SET_NO_NEW_PRIVS, 1));
    }

    /// Ambient and inheritable ones always. Root's programs get all that the bounding set has: who
    /// has limited ours, as a unit does, meant them for us alone. Root with all rights starts
    /// workers with all rights.
    ///
    /// For the calling thread, and what it starts.
    public static void giveUpCapabilities() {
        LibcProcess.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL);
        try (var arena = Arena.ofConfined()) {
            var header = arena.allocateFrom(JAVA_INT, VERSION_3, 0);
            var sets = arena.allocate(JAVA_INT, SETS_WORDS);
            boolean known = LibcProcess.capget(header, sets) == 0;
            if (known && inheritable(sets) != 0) {
                sets.setAtIndex(JAVA_INT, 2, 0);
                sets.setAtIndex(JAVA_INT, 5, 0);
                LibcProcess.capset(header, sets);
            }
        }
        if (LibcProcess.prctl(PR_CAPBSET_READ, CAP_SYS_ADMIN) == 0) {
            for (int capability : OURS) {
                LibcProcess.prctl(PR_CAPBSET_DROP, capability);
            }
        }
    }

    private static int inheritable(MemorySegment sets) {
        return sets.getAtIndex(JAVA_INT, 2) | sets.getAtIndex(JAVA_INT, 5);
    }
}
