package dev.kidreaper.pool.gated;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.gate.AcceptGate;
import dev.kidreaper.gate.GateLedger;
import dev.kidreaper.linux.Child;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Pidfd;
import dev.kidreaper.linux.SeccompListener;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A gate through which everybody may go: what is left of a pool whose kidreaper was killed.
public final class OpenGate {
    private static final long SEEN_WITHIN_MILLIS = 200;

    private OpenGate() {}

    /// Keeps it open, until nobody is behind it or somebody else takes it over. Whether it could.
    ///
    /// @param ledger in which the killed one wrote whom it had started
    /// @param told is told that somebody is behind it
    public static boolean keep(Path ledger, Runnable told) {
        int ourselves = Math.toIntExact(ProcessHandle.current().pid());
        var over = new CountDownLatch(1);
        try (var process = Pidfd.open(ourselves)) {
            var listener = SeccompListener.of(process, Child.LISTENER_AT);
            var proc = Proc.ofMachine();
            var pools = new PoolReader(proc, Recognition::of);
            ProcessId us = pools.identity(ourselves);
            var successor = new Successor(ledger, us, pools);
            if (successor.isThere()) {
                return true;
            }
            var gate = new AcceptGate(listener, new Welcome(over, successor));
            gate.open("left-open");
            var waiting = new WaitingWorkers(proc, pools);
            GateLedger.read(ledger).ifPresent(entry -> waiting.askAgain(entry.manager()));
            if (!over.await(SEEN_WITHIN_MILLIS, TimeUnit.MILLISECONDS)) {
                told.run();
            }
            over.await();
            gate.close();
            return true;
        } catch (LinuxException | IOException | Unreadable e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Another last will, which the ledger names instead of us: that of a kidreaper that has taken
    /// the pool over since.
    /*
     * A kidreaper that is killed between the start of its last will and the note of it leaves one
     * that nobody knows of. It must not let workers in that others count.
     */
    private record Successor(Path ledger, ProcessId us, PoolReader pools) {
        boolean isThere() {
            try {
                ProcessId noted =
                        GateLedger.read(ledger).map(GateLedger.Entry::lastWill).orElse(null);
                return noted != null
                        && !noted.equals(us)
                        && pools.identity(noted.pid()).equals(noted);
            } catch (IOException | Unreadable e) {
                return false; // It has gone, or cannot be known.
            }
        }
    }

    /// Lets everybody in.
    private record Welcome(CountDownLatch over, Successor successor) implements AcceptGate.Doorman {
        private static final long LOOK_EVERY_NANOS = 1_000_000_000L;

        @Override
        public boolean mayEnter(int thread, int descriptor, long call) {
            return true;
        }

        @Override
        public long turn(long now) {
            if (successor.isThere()) {
                over.countDown();
            }
            return now + LOOK_EVERY_NANOS;
        }

        @Override
        public void empty() {
            over.countDown();
        }

        @Override
        public void trouble(Exception problem) {
            // They were let in, and nobody is there to be told.
        }
    }
}
