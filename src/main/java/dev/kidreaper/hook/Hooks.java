package dev.kidreaper.hook;

import dev.kidreaper.linux.ChildThread;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.EventOrigin;
import dev.kidreaper.model.HookSettings;
import dev.kidreaper.model.LogWord;
import dev.kidreaper.tally.OwnCounts;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The operator's programs that are told of events, one after the other, by a thread of their own.
/// No recycle waits for them. For any thread.
/*
 * The thread begins with the first event that a hook wants: without hooks there is none. It has
 * given up what a program of the operator's must not inherit (see ChildThread).
 */
public final class Hooks implements AutoCloseable {
    /// The most events that wait. For more, the oldest is dropped, and counted.
    private static final int MOST = 64;

    private static final long LAST_MILLIS = 1000;

    private final Consumer<String> warning;
    private final OwnCounts counts;
    private final Supplier<EventOrigin> origin;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private Map<HookSettings, HookBudget> hooks = Map.of();
    private boolean isRunning;

    private record Waiting(HookSettings hook, HookBudget budget, Event event, EventOrigin origin) {}

    /// @param warning is told in one line when a program fails
    /// @param counts learns of each run
    /// @param origin where events come from
    public Hooks(
            List<HookSettings> hooks,
            Consumer<String> warning,
            OwnCounts counts,
            Supplier<EventOrigin> origin) {
        this.warning = warning;
        this.counts = counts;
        this.origin = origin;
        replace(hooks);
    }

    /// Other hooks from now on. One that has not changed keeps its count.
    public synchronized void replace(List<HookSettings> others) {
        var next = new LinkedHashMap<HookSettings, HookBudget>();
        for (HookSettings hook : others) {
            HookBudget known = hooks.get(hook);
            next.put(hook, known == null ? new HookBudget(hook) : known);
        }
        hooks = next;
    }

    /// Something has happened: whoever wants to know is told soon. Waits for nothing.
    public synchronized void happened(Event event) {
        for (Map.Entry<HookSettings, HookBudget> entry : hooks.entrySet()) {
            HookSettings hook = entry.getKey();
            HookBudget budget = entry.getValue();
            if (!hook.wants(event)) {
                continue;
            }
            if (budget.allows(event.kind(), System.nanoTime())) {
                add(new Waiting(hook, budget, event, origin.get()));
            } else {
                counts.hookDropped(hook.name());
            }
        }
    }

    private void add(Waiting one) {
        if (waiting.size() == MOST) {
            Waiting oldest = waiting.removeFirst();
            oldest.budget.lost(oldest.event.kind());
            counts.hookDropped(oldest.hook.name());
        }
        waiting.addLast(one);
        if (isRunning) {
            notifyAll();
        } else {
            isRunning = true;
            Thread.ofPlatform().daemon().name("hooks").start(this::work);
        }
    }

    private void work() {
        ChildThread.giveUpCapabilities();
        Waiting next = next();
        while (next != null) {
            long heldBack = heldBack(next);
            HookRun.Result result = HookRun.run(next.hook, next.event, next.origin, heldBack);
            counts.hookRan(next.hook.name(), result.succeeded());
            if (!result.succeeded()) {
                warning.accept(
                        "hook=%s event=hook-failed of=%s why=%s"
                                .formatted(
                                        next.hook.name(),
                                        next.event.kind().label(),
                                        LogWord.of(result.words())));
            }
            next = next();
        }
    }

    private synchronized long heldBack(Waiting one) {
        return one.budget.heldBack(one.event.kind());
    }

    private synchronized @Nullable Waiting next() {
        try {
            while (waiting.isEmpty()) {
                wait();
            }
            return waiting.removeFirst();
        } catch (InterruptedException e) {
            return null; // Nobody interrupts it.
        }
    }

    /// Waits a moment until all are told: what happens at the end of a daemon is told too.
    @Override
    public synchronized void close() {
        long end = System.nanoTime() + LAST_MILLIS * 1_000_000;
        try {
            while (!waiting.isEmpty() && System.nanoTime() < end) {
                wait(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
