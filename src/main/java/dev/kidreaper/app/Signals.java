package dev.kidreaper.app;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Notify;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// What a daemon is asked by signal, and what it tells systemd meanwhile.
public final class Signals {
    private static final long WATCHDOG_SECONDS = 5;

    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> stop = new CompletableFuture<>();

    /// What it can be asked.
    public enum Asked {
        /// HUP: begin anew, without an end.
        AGAIN,
        /// TERM or INT.
        STOP,
        /// Nothing: what we wait for has ended by itself.
        ENDED
    }

    public Signals() {
        org.jline.utils.Signals.register("HUP", () -> asked.add(Asked.AGAIN));
        org.jline.utils.Signals.register("TERM", this::stop);
        org.jline.utils.Signals.register("INT", this::stop);
    }

    private void stop() {
        asked.add(Asked.STOP);
        stop.complete(null);
    }

    /// Done as soon as it is asked to stop: so that no wait for anything else outlasts that.
    public CompletableFuture<Void> stopAsked() {
        return stop.copy();
    }

    /// What we wait for has ended. For any thread.
    public void ended() {
        asked.add(Asked.ENDED);
    }

    /// Waits for the next.
    public Asked next() {
        try {
            while (true) {
                Asked next = asked.poll(WATCHDOG_SECONDS, TimeUnit.SECONDS);
                if (next != null) {
                    return next;
                }
                tell("WATCHDOG=1");
            }
        } catch (InterruptedException e) {
            return Asked.STOP;
        }
    }

    /// Tells systemd, if it listens (sd_notify(3)).
    public void tell(String state) {
        String socket = System.getenv("NOTIFY_SOCKET");
        if (socket != null) {
            try {
                Notify.send(socket, state);
            } catch (LinuxException e) {
                return; // Who does not listen need not be told.
            }
        }
    }
}
