package dev.kidreaper.front;

import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.linux.BorrowedSocket.PeerEnd;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.EventKind;
import dev.kidreaper.observe.Acceptor;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Stat;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An owner of workers that writes down what it is told, and answers what it was told to answer.
final class TestWorkers implements Workers {
    final List<String> told = new ArrayList<>();
    Next next = Next.SERVE;
    boolean contended;
    boolean threads;
    boolean asleep = true;

    /// What happens just before it is seen whether a worker sleeps.
    Acting beforeAsleep = () -> {};

    interface Acting {
        void act() throws LinuxException, MalformedRecord;
    }

    /// What is seen of a worker that is this thread.
    private final class Ours implements Look {
        private final Proc proc = Proc.ofMachine();

        @Override
        public boolean hasThreads() {
            return threads;
        }

        @Override
        public boolean isAsleep() {
            try {
                beforeAsleep.act();
            } catch (LinuxException | MalformedRecord e) {
                throw new AssertionError(e);
            }
            return asleep;
        }

        @Override
        public @Nullable PeerEnd peerEnd(long inode) {
            int pid = Math.toIntExact(ProcessHandle.current().pid());
            try {
                var id = Stat.parse(proc.text(pid, "stat")).id();
                return new Acceptor(proc).end(inode, id);
            } catch (Unreadable | LinuxException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public Look look(int worker) {
        return new Ours();
    }

    @Override
    public void onAwaitingAccept(int worker, long inode) {
        told.add("awaiting " + worker);
    }

    @Override
    public void onReady(int worker) {
        told.add("ready " + worker);
    }

    @Override
    public Next onAnswered(int worker, String method, String path, long nanos) {
        told.add("answered %d %s %s".formatted(worker, method, path));
        return next;
    }

    @Override
    public boolean isCpuContended() {
        return contended;
    }

    @Override
    public void onReleased(int worker) {
        told.add("released " + worker);
    }

    @Override
    public void onRested(int worker) {
        told.add("rested " + worker);
    }

    @Override
    public void onBroken(int worker, String why) {
        told.add("broken " + worker);
    }

    @Override
    public void onStuck(int worker, String request, Duration after) {
        told.add("stuck " + worker);
    }

    @Override
    public void onConnectionLost(int worker, String request, Duration after) {
        told.add("connection lost " + worker);
    }

    @Override
    public void onExit(int worker) {
        told.add("exit " + worker);
    }

    @Override
    public void onQueued(int requests) {
        told.add("queued " + requests);
    }

    @Override
    public void onTrouble(EventKind kind, String why) {
        told.add("trouble " + why);
    }

    @Override
    public void onMalformed(long offset, String why) {
        told.add("malformed " + why);
    }

    @Override
    public void onCut(String request) {
        told.add("cut " + request);
    }

    @Override
    public void onStopped() {
        told.add("stopped");
    }
}
