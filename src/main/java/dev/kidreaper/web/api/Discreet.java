package dev.kidreaper.web.api;

import dev.kidreaper.attribution.RoutePattern;
import dev.kidreaper.model.Event;
import dev.kidreaper.model.Helper;
import dev.kidreaper.model.PoolSnapshot;
import dev.kidreaper.model.ServedEvent;
import dev.kidreaper.show.DaemonStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What any local user may read: without what processes call themselves, what workers wrote, and
/// what varies in the paths of requests.
final class Discreet {
    private Discreet() {}

    static DaemonStatus of(DaemonStatus status) {
        return new DaemonStatus(
                status.program(),
                status.at(),
                status.history(),
                status.page(),
                status.pools().stream().map(Discreet::of).toList(),
                status.cost());
    }

    private static DaemonStatus.Kept of(DaemonStatus.Kept kept) {
        PoolSnapshot p = kept.pool();
        boolean mayStay =
                p.workers().stream().allMatch(w -> w.helpers().isEmpty())
                        && said(p.why()).equals(String.valueOf(p.why()));
        return mayStay
                ? kept
                : new DaemonStatus.Kept(
                        new PoolSnapshot(
                                p.name(),
                                p.state(),
                                p.why() == null ? null : said(p.why()),
                                p.manager(),
                                p.measure(),
                                p.limitBytes(),
                                p.workers().stream().map(Discreet::of).toList(),
                                p.away(),
                                p.recycled(),
                                p.failed(),
                                p.traffic(),
                                p.routes(),
                                p.accepted(),
                                p.pacing()),
                        kept.since(),
                        kept.freedBytes(),
                        kept.verdict());
    }

    private static PoolSnapshot.Member of(PoolSnapshot.Member worker) {
        List<Helper> helpers =
                worker.helpers().stream().map(h -> new Helper(h.id(), "", h.footprint())).toList();
        return new PoolSnapshot.Member(
                worker.id(),
                worker.bornNanos(),
                worker.footprint(),
                worker.bytes(),
                worker.reachesLimit(),
                worker.leaving(),
                helpers,
                worker.course());
    }

    /// An event.
    static Event of(Event event) {
        if (event instanceof ServedEvent.Cut cut) {
            return new ServedEvent.Cut(cut.at(), cut.pool(), RoutePattern.ofRequest(cut.request()));
        }
        if (event instanceof ServedEvent.Stuck stuck) {
            return new ServedEvent.Stuck(
                    stuck.at(),
                    stuck.pool(),
                    stuck.worker(),
                    RoutePattern.ofRequest(stuck.request()),
                    stuck.after());
        }
        if (event instanceof ServedEvent.WorkerEnded ended) {
            return new ServedEvent.WorkerEnded(
                    ended.at(), ended.pool(), said(ended.why()), ended.nextStartIn());
        }
        return event;
    }

    /// A sentence up to where it quotes a worker: `a worker ended by itself (exit 1)`.
    private static String said(@Nullable String sentence) {
        return String.valueOf(sentence).replaceFirst("(?s)(worker.*?\\)): .*", "$1");
    }
}
