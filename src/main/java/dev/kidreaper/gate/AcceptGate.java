package dev.kidreaper.gate;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.SeccompListener;
import java.time.Duration;

/// The gate at which the threads of a manager's processes wait for a moment, each time they ask for
/// a connection. One thread of ours answers.
/*
 * Whatever goes wrong here, the call goes on: a gate that is stuck stops a whole site. So a doorman
 * that throws has let in.
 */
public final class AcceptGate implements AutoCloseable {
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);
    private static final Duration TROUBLE = Duration.ofMillis(20);

    private final SeccompListener listener;
    private final Doorman doorman;
    private volatile boolean closing;

    /// Decides who may enter. All but what it is told is called by the gate's thread.
    public interface Doorman {
        /// A thread asks for a connection.
        ///
        /// @param thread its id
        /// @param descriptor of the listening socket, among those of its process
        /// @param call by which it is answered
        /// @return whether it may enter at once; if not, the doorman answers the call itself
        boolean mayEnter(int thread, int descriptor, long call);

        /// Does what is due.
        ///
        /// @param now in nanoseconds
        /// @return when something is due again, in the same time
        long turn(long now);

        /// Nobody is behind the gate any more, not even a thread of ours. The gate's thread ends.
        void empty();

        /// Something went wrong, and whoever asked was let in.
        void trouble(Exception problem);
    }

    /// @param listener closed when the gate's thread ends
    public AcceptGate(SeccompListener listener, Doorman doorman) {
        this.listener = listener;
        this.doorman = doorman;
        listener.wakeInPlace();
    }

    /// Begins to answer.
    ///
    /// @param name of the pool
    public void open(String name) {
        Thread.ofPlatform().name("gate-" + name).start(this::work);
    }

    /// Lets a call go on. For any thread.
    ///
    /// @return false if it does not wait any more: a signal has interrupted it
    public boolean letIn(long call) {
        return listener.letGo(call);
    }

    /// Ends a call with an error. For any thread.
    ///
    /// @return as {@link #letIn}
    public boolean turnAway(long call, int errno) {
        return listener.fail(call, errno);
    }

    /// Whether a call still waits. For any thread.
    public boolean isWaiting(long call) {
        return listener.isWaiting(call);
    }

    /// Has the doorman take his turn soon. For any thread.
    public void wake() {
        listener.wake();
    }

    private void work() {
        while (!closing && answerNext()) {
            // One after the other.
        }
        listener.close();
    }

    /// Waits for the next question, and answers it. Whether there may be more.
    /*
     * A method of its own, so that it is compiled soon: one that never ends is not.
     */
    private boolean answerNext() {
        try {
            long now = System.nanoTime();
            long sleep = Math.min(doorman.turn(now) - now, LONGEST_SLEEP.toNanos());
            if (listener.await((int) Math.max(0, (sleep + 999_999) / 1_000_000))) {
                answer();
            } else if (listener.isAbandoned()) {
                doorman.empty();
                return false;
            }
        } catch (LinuxException | RuntimeException e) {
            doorman.trouble(e);
            pause();
        }
        return true;
    }

    private void answer() throws LinuxException {
        if (!listener.receive()) {
            return;
        }
        long call = listener.id();
        boolean enters = true;
        try {
            enters = doorman.mayEnter(listener.thread(), listener.accepting(), call);
        } catch (RuntimeException e) {
            doorman.trouble(e);
        }
        if (enters) {
            listener.letGo(call);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(TROUBLE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends the gate's thread. Whoever asks afterwards waits, as long as another process has a copy
    /// of the listener.
    @Override
    public void close() {
        closing = true;
        wake();
    }
}
