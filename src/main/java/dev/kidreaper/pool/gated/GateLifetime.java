package dev.kidreaper.pool.gated;

import dev.kidreaper.decide.Recognition;
import dev.kidreaper.gate.GateLedger;
import dev.kidreaper.gate.GatedStart;
import dev.kidreaper.gate.LastWill;
import dev.kidreaper.linux.Child;
import dev.kidreaper.linux.EnvironmentVariables;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.Pidfd;
import dev.kidreaper.linux.SeccompListener;
import dev.kidreaper.model.EventKind;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.RunSettings;
import dev.kidreaper.model.Signal;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// What holds from the start of a manager behind a gate to its end, also while we are dead: the
/// ledger, the last will, and what the one before us has left. For the thread that runs the pool.
final class GateLifetime implements AutoCloseable {
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(2);

    private final BiConsumer<EventKind, String> tell;
    private final @Nullable GateLedger ledger;
    private final GatedStart started;
    private final GateLedger.@Nullable Entry left;
    private final PoolReader pools;
    private @Nullable LastWill lastWill;
    private boolean asAsked;

    private GateLifetime(
            BiConsumer<EventKind, String> tell,
            @Nullable GateLedger ledger,
            GatedStart started,
            GateLedger.@Nullable Entry left,
            PoolReader pools) {
        this.tell = tell;
        this.ledger = ledger;
        this.started = started;
        this.left = left;
        this.pools = pools;
    }

    /// Takes over the manager that one of us has left behind, or starts it.
    ///
    /// @param tell gets what the operator should know
    /// @throws LinuxException when it cannot be started
    /// @throws Unreadable when one was left behind that was started by another command
    static GateLifetime begin(
            RunSettings settings, GatedPool.LastWords words, BiConsumer<EventKind, String> tell)
            throws LinuxException, IOException, Unreadable {
        var pools = new PoolReader(Proc.ofMachine(), Recognition::of);
        GateLedger ledger = ledger(words, tell);
        try {
            String digest = GateLedger.digest(settings.command());
            GateLedger.Entry left = ledger == null ? null : ledger.read().orElse(null);
            GatedStart taken = left == null ? null : takeOver(left, digest, pools);
            GatedStart started =
                    taken != null
                            ? taken
                            : GatedStart.of(
                                    settings.command(),
                                    EnvironmentVariables.forApplications(),
                                    settings.renounce());
            return new GateLifetime(tell, ledger, started, taken == null ? null : left, pools);
        } catch (LinuxException | IOException | Unreadable | RuntimeException e) {
            if (ledger != null) {
                ledger.close();
            }
            throw e;
        }
    }

    private static @Nullable GateLedger ledger(
            GatedPool.LastWords words, BiConsumer<EventKind, String> tell) {
        String why = "another kidreaper runs a pool of that name";
        try {
            GateLedger ledger = GateLedger.open(words.ledger()).orElse(null);
            if (ledger != null) {
                return ledger;
            }
        } catch (IOException e) {
            why = String.valueOf(e.getMessage());
        }
        tell.accept(EventKind.NOT_NOTED, unnoted(words.ledger(), why));
        return null;
    }

    private static @Nullable GatedStart takeOver(
            GateLedger.Entry left, String command, PoolReader pools)
            throws LinuxException, Unreadable {
        Pidfd process = open(left.manager(), pools);
        if (process == null) {
            return null;
        }
        try {
            if (!left.command().equals(command)) {
                throw new Unreadable(
                        Unreadable.Why.BROKEN,
                        ("the manager that an earlier run has started still runs (pid %s), and was"
                                        + " started by another COMMAND: stop it first")
                                .formatted(left.manager()));
            }
            SeccompListener listener = listener(left, process, pools);
            return new GatedStart(Child.adopted(left.manager().pid(), process), listener);
        } catch (LinuxException | Unreadable e) {
            process.close();
            throw e;
        }
    }

    /// A manager may have closed its copy.
    private static SeccompListener listener(GateLedger.Entry left, Pidfd manager, PoolReader pools)
            throws LinuxException {
        Pidfd lastWill = open(left.lastWill(), pools);
        if (lastWill != null) {
            try (lastWill) {
                return SeccompListener.of(lastWill, Child.LISTENER_AT);
            }
        }
        return SeccompListener.of(manager, Child.LISTENER_AT);
    }

    private static @Nullable Pidfd open(@Nullable ProcessId process, PoolReader pools) {
        if (process == null) {
            return null;
        }
        try {
            Pidfd handle = Pidfd.open(process.pid());
            try {
                if (pools.stat(process.pid()).id().equals(process)) {
                    return handle;
                }
            } catch (Unreadable e) {
                handle.close();
                return null; // It has exited.
            }
            handle.close(); // Another process has its pid by now.
        } catch (LinuxException e) {
            return null; // There is none.
        }
        return null;
    }

    /// Ends the one that lets everybody in: from now on we answer.
    private static void end(@Nullable ProcessId lastWill, PoolReader pools) throws LinuxException {
        Pidfd process = open(lastWill, pools);
        if (process != null) {
            try (process) {
                process.signal(Signal.KILL.number());
                process.awaitExit(ENDS_WITHIN);
            }
        }
    }

    /// The manager.
    GatedStart started() {
        return started;
    }

    /// From now on we answer. Provides for our death; and those that had asked the one before us
    /// ask again.
    void opened(RunSettings settings, GatedPool.LastWords words)
            throws IOException, Unreadable, LinuxException {
        ProcessId manager = pools.identity(started.manager().pid());
        SeccompListener listener = started.listener();
        if (listener != null && ledger != null) {
            ProcessId will = will(listener, words);
            note(
                    ledger,
                    words.ledger(),
                    new GateLedger.Entry(manager, will, GateLedger.digest(settings.command())));
        }
        if (left != null) {
            end(left.lastWill(), pools); // Another one that is not noted ends by itself: OpenGate.
            int again = new WaitingWorkers(Proc.ofMachine(), pools).askAgain(manager);
            tell.accept(
                    EventKind.TAKEN_OVER,
                    "manager %s ran on without kidreaper; workers that asked again: %d"
                            .formatted(manager, again));
        }
    }

    /// Whether it ran already, behind the gate of one of us that was killed.
    boolean hasTakenOver() {
        return left != null;
    }

    /// A manager that has started already serves on, whether it can be noted or not: the disk may
    /// be full, or a stranger's file in the way.
    private void note(GateLedger book, Path file, GateLedger.Entry entry) {
        try {
            book.write(entry);
        } catch (IOException e) {
            tell.accept(EventKind.NOT_NOTED, unnoted(file, String.valueOf(e.getMessage())));
        }
    }

    private static String unnoted(Path file, String why) {
        return "%s: %s; after a kill of kidreaper nobody takes the pool over".formatted(file, why);
    }

    private @Nullable ProcessId will(SeccompListener listener, GatedPool.LastWords words)
            throws IOException, Unreadable {
        try {
            var environment = EnvironmentVariables.forApplications();
            LastWill made = LastWill.make(listener, words.program(), environment);
            lastWill = made;
            return pools.identity(made.pid());
        } catch (LinuxException e) {
            tell.accept(EventKind.NO_ORPHAN_GUARD, e.sentence());
            return null;
        }
    }

    /// The manager has ended since it was asked to: it has seen to its workers.
    void endedAsAsked() {
        asAsked = true;
    }

    /// The manager has ended, and we go on: whoever it has left behind the gate is let in by us.
    void endedByItself(Doorkeeper doorkeeper) {
        LastWill will = lastWill;
        doorkeeper.leaveOpen(() -> {
            if (will != null) {
                will.close();
            }
        });
    }

    /// A manager that has ended by itself may have left processes behind the gate: the last will is
    /// carried out at our end, and lets them in as long as there are any.
    @Override
    public void close() {
        if (lastWill != null && asAsked) {
            lastWill.close();
        }
        if (ledger != null) {
            try (ledger) {
                ledger.clear();
            } catch (IOException e) {
                // What stands there names processes that have ended: nobody believes it later.
                tell.accept(EventKind.NOT_NOTED, String.valueOf(e.getMessage()));
            }
        }
    }
}
