package dev.kidreaper.pool.gated;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.gate.AcceptGate;
import dev.kidreaper.gate.GateLedger;
import dev.kidreaper.linux.Child;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Pidfd;
import dev.kidreaper.linux.SeccompListener;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
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
            new AcceptGate(listener, new Welcome(over)).open("left-open");
            var proc = Proc.ofMachine();
            var waiting = new WaitingWorkers(proc, new PoolReader(proc, Recognition::of));
            GateLedger.read(ledger).ifPresent(entry -> waiting.askAgain(entry.manager()));
            if (!over.await(SEEN_WITHIN_MILLIS, TimeUnit.MILLISECONDS)) {
                told.run();
            }
            over.await();
            return true;
        } catch (LinuxException | IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Lets everybody in.
    private record Welcome(CountDownLatch over) implements AcceptGate.Doorman {
        @Override
        public boolean mayEnter(int thread, int descriptor, long call) {
            return true;
        }

        @Override
        public long turn(long now) {
            return now + GatedWorker.REST_NANOS;
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
