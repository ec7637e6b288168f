package dev.kidreaper.pool.gated;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.watched.Gatekeeping.Kept;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// The thread that weighs workers by the costly reading, while they wait at the gate.
final class Weigher implements AutoCloseable {
    private final BlockingQueue<Task> queue = new LinkedBlockingQueue<>();
    private final Weighed weighed;
    private final Thread thread;

    /// Is told what a worker weighs.
    @FunctionalInterface
    interface Weighed {
        void is(GatedWorker worker, Kept pool, boolean tooLarge);
    }

    private record Task(GatedWorker worker, Kept pool) {}

    Weigher(Weighed weighed) {
        this.weighed = weighed;
        this.thread = Thread.ofPlatform().name("weigher").daemon().start(this::work);
    }

    void weigh(GatedWorker worker, Kept pool) {
        queue.add(new Task(worker, pool));
    }

    private void work() {
        try {
            while (true) {
                Task next = queue.take();
                weighed.is(next.worker(), next.pool(), isTooLarge(next.worker()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // It is over.
        }
    }

    private static boolean isTooLarge(GatedWorker worker) {
        try {
            return worker.requestMeter.weigh();
        } catch (Unreadable | LinuxException | IllegalStateException e) {
            return false; // It has gone.
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
