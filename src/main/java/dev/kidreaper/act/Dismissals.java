package dev.kidreaper.act;

import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.LogWord;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Outcome;
import dev.kidreaper.model.PoolStatus;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Reason;
import dev.kidreaper.model.ServeSettings;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.Traffic;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Unreadable;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which of a running manager's workers go, and how. For the thread that owns the pool.
final class Dismissals {
    private static final Duration STUCK = Duration.ofSeconds(5);

    private final ServeSettings settings;
    private final Attachments book;
    private final Connecting connecting;
    private final Recycles recycles;
    private final Routing routing;
    private final PoolReader pools;
    private final ServeReport report;
    private final Set<ProcessId> outdated = new HashSet<>();
    private int recycled;
    private int failed;

    Dismissals(
            ServeSettings settings,
            Attachments book,
            Connecting connecting,
            Recycles recycles,
            Routing routing,
            PoolReader pools,
            ServeReport report) {
        this.settings = settings;
        this.book = book;
        this.connecting = connecting;
        this.recycles = recycles;
        this.routing = routing;
        this.pools = pools;
        this.report = report;
    }

    PoolStatus status(Traffic traffic, int held, long now) {
        return book.status(traffic, held, recycled, failed, now);
    }

    /// Has those asked to leave that hold no connection any more, and decides who goes for his age,
    /// or since an operator asked.
    void tick(long now) {
        book.workers().stream()
                .filter(w -> book.manager() != null && w.mayBeAsked())
                .toList()
                .forEach(w -> recycle(w, settings.killAfter()));
        boolean quiet = book.workers().stream().allMatch(w -> w.why() == null);
        if (!quiet) {
            return;
        }
        Duration oldest = settings.limits().maxAge();
        book.workers().stream()
                .filter(w -> w.number() != null)
                .filter(w ->
                        outdated.contains(w.id)
                                || (oldest != null && w.tracked.age(now).compareTo(oldest) >= 0))
                .findFirst()
                .ifPresent(w -> {
                    w.goes(outdated.contains(w.id) ? "asked" : "max-age", now);
                    routing.leave(w.number() == null ? 0 : w.number());
                });
    }

    /// Has workers replaced. How many those are.
    int replace(int pid) {
        book.workers().stream()
                .map(w -> w.id)
                .filter(id -> pid == 0 || id.pid() == pid)
                .forEach(outdated::add);
        return outdated.size();
    }

    /// Weighs one that may have reached its limit.
    void weigh(Attached worker) {
        Integer number = worker.number();
        if (number == null) {
            return;
        }
        try {
            if (worker.scale.weigh(pools)) {
                worker.goes("limit", System.nanoTime());
                routing.leave(number);
                return;
            }
        } catch (Unreadable | LinuxException e) {
            return; // It has exited, and its connection's end will say so.
        }
        routing.resume(number);
    }

    private void recycle(Attached worker, @Nullable Duration killAfter) {
        report.say(
                "worker=%s event=leaving why=%s requests=%d"
                        .formatted(worker.id, worker.why(), worker.scale.requests()));
        Manager whose = book.manager();
        if (whose != null) {
            Reason reason = weight(worker);
            Grown grown = book.leaves(worker, reason, System.nanoTime());
            recycles.recycle(whose, worker.id, reason, killAfter, grown, o -> over(worker, o));
        }
    }

    private void over(Attached worker, Outcome outcome) {
        book.listAgain();
        outdated.remove(worker.id);
        switch (outcome) {
            case Outcome.Recycled _ -> recycled++;
            case Outcome.Failed _ -> {
                failed++;
                worker.stays(System.nanoTime());
            }
            case Outcome.Vanished _ -> {}
        }
    }

    /// A connection is no more.
    void broken(int number, String why) {
        Attached worker = connecting.let(number);
        connecting.pause();
        if (worker != null) {
            report.say("worker=%s event=broken why=%s".formatted(worker.id, LogWord.of(why)));
        }
    }

    /// A worker has had a request for too long.
    void stuck(int number, String request) {
        Attached worker = connecting.let(number);
        if (worker != null) {
            report.say(
                    "worker=%s event=stuck request=%s".formatted(worker.id, LogWord.of(request)));
            worker.mustGo("stuck");
            if (book.manager() != null && worker.mayBeAsked()) {
                recycle(worker, STUCK);
            }
        }
    }

    /// What it weighs: by the reading that has found it too large, where there was one.
    private Reason weight(Attached worker) {
        var measure = settings.limits().measure();
        Size limit = book.limit();
        boolean weighed = "limit".equals(worker.why());
        return new Reason(
                measure,
                Math.max(0, weighed ? worker.scale.bytes() : worker.tracked.size()),
                limit == null ? null : new Limit(measure, limit));
    }
}
