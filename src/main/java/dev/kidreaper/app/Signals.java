package dev.kidreaper.app;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.ThisProcess;
import dev.kidreaper.model.LogWord;
import dev.kidreaper.model.Signal;
import dev.kidreaper.show.Paint;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a daemon is asked by signal, and what it tells systemd meanwhile.
public final class Signals {
    /// Why a signal is not obeyed by a daemon that has no manager of its own.
    public static final String MEANS_NOTHING = "it means nothing to kidreaper";

    private static final long WATCHDOG_SECONDS = 5;

    /// What else managers are told, such as to open their logs anew. These would end us.
    private static final List<Signal> ALWAYS = List.of(Signal.USR1, Signal.USR2);

    /// Such as to keep one worker more. A terminal sends these by itself; elsewhere they would stop
    /// us, and with us all who ask at our gate.
    private static final List<Signal> OFF_TERMINALS =
            List.of(Signal.USR1, Signal.USR2, Signal.TTIN, Signal.TTOU, Signal.WINCH);

    private volatile Consumer<Signal> other = _ -> {};
    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> stop = new CompletableFuture<>();

    /// What it can be asked.
    public enum Asked {
        /// HUP: begin anew, without an end.
        AGAIN,
        /// TERM, INT or QUIT.
        STOP,
        /// Nothing: what we wait for has ended by itself.
        ENDED
    }

    public Signals() {
        register("HUP", () -> asked.add(Asked.AGAIN));
        // QUIT is the stop signal of many a unit whose manager we may have been put before.
        ThisProcess.quitBringsAlarm();
        List.of("TERM", "INT", "ALRM").forEach(name -> register(name, this::stop));
        for (Signal signal : Paint.isTerminal() ? ALWAYS : OFF_TERMINALS) {
            register(signal.name(), () -> other.accept(signal));
        }
    }

    private static void register(String name, Runnable what) {
        org.jline.utils.Signals.register(name, what);
    }

    /// What is done with the signals that tell a manager more than to reload or to stop. The log
    /// has what came of each. Before this is called nothing is done.
    ///
    /// @param pass passes it on; answers why not, a sentence, or null. Called by any thread
    public void onOther(Function<Signal, @Nullable String> pass, EventLog log) {
        other = signal -> log.say(line(signal, pass.apply(signal)));
    }

    private static String line(Signal signal, @Nullable String why) {
        return why == null
                ? "event=signal-passed signal=" + signal
                : "event=signal-ignored signal=%s why=%s".formatted(signal, LogWord.of(why));
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
                ThisProcess.tellState(socket, state);
            } catch (LinuxException e) {
                return; // Who does not listen need not be told.
            }
        }
    }
}
