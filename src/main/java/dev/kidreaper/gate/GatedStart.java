package dev.kidreaper.gate;

import dev.kidreaper.linux.Child;
import dev.kidreaper.linux.ChildThread;
import dev.kidreaper.linux.EnvironmentVariables;
import dev.kidreaper.linux.Errno;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.SeccompListener;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// A manager that was started in the foreground, behind a gate where the kernel allows one.
///
/// @param listener at which its processes ask; null when there is no gate
/// @param refused why there is none, a sentence; null when there is one
/// @param over is counted down once the manager has ended: until then its thread stays
public record GatedStart(
        Child manager,
        @Nullable SeccompListener listener,
        @Nullable String refused,
        CountDownLatch over) {
    /// One that runs already.
    public GatedStart(Child manager, SeccompListener listener) {
        this(manager, listener, null, new CountDownLatch(0));
    }

    /// Starts it.
    ///
    /// @param renounce whether to renounce the rights of set-uid programs
    /// @throws LinuxException ENOENT if there is no such program, EACCES if it cannot be run
    /*
     * The filter is for good, and for all that its thread starts. So that thread is made for it
     * alone: no other thread of ours is ever behind the gate. It does not end before the manager
     * does, which would get a signal then if it asked for one at its parent's end
     * (PR_SET_PDEATHSIG).
     */
    public static GatedStart of(
            List<String> command, EnvironmentVariables environment, boolean renounce)
            throws LinuxException {
        var started = new CompletableFuture<GatedStart>();
        var over = new CountDownLatch(1);
        Thread.ofPlatform()
                .name("start-manager")
                .daemon()
                .start(() -> {
                    try {
                        started.complete(start(command, environment, renounce, over));
                    } catch (LinuxException | RuntimeException e) {
                        started.completeExceptionally(e);
                        return;
                    }
                    await(over);
                });
        try {
            return started.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LinuxException problem) {
                throw problem;
            }
            throw new IllegalStateException("[BUG] " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException e) {
            return; // Nobody interrupts it.
        }
    }

    private static GatedStart start(
            List<String> command,
            EnvironmentVariables environment,
            boolean renounce,
            CountDownLatch over)
            throws LinuxException {
        SeccompListener listener = null;
        String refused = null;
        try {
            if (renounce) {
                ChildThread.renouncePrivileges();
            }
            listener = SeccompListener.install();
        } catch (LinuxException e) {
            refused = why(e);
        }
        ChildThread.giveUpCapabilities();
        try {
            Child manager = Child.inForeground(command, listener, environment);
            return new GatedStart(manager, listener, refused, over);
        } catch (LinuxException e) {
            if (listener != null) {
                listener.close();
            }
            throw e;
        }
    }

    private static String why(LinuxException e) {
        String instead =
                switch (e.errno()) {
                    case Errno.EACCES, Errno.EPERM ->
                            "it needs root (CAP_SYS_ADMIN), or --no-new-privs where no program of"
                                    + " the application is set-uid";
                    case Errno.EBUSY ->
                            "a container or sandbox already has a listener of that kind here";
                    default -> "it needs Linux 5.9, and a container that allows seccomp";
                };
        return "%s: %s".formatted(e.sentence(), instead);
    }
}
