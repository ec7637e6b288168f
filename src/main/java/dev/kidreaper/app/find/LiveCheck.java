package dev.kidreaper.app.find;

import dev.kidreaper.app.LimitMeasure;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.Session;
import dev.kidreaper.decide.NextVictim;
import dev.kidreaper.decide.Recognition;
import dev.kidreaper.model.Limit;
import dev.kidreaper.model.Limits;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Measure;
import dev.kidreaper.model.Pool;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.Worker;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.pool.ManagerFinder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a configured pool comes to on this machine now: its manager, its workers, its limit in
/// bytes, and who would go. It only reads.
public final class LiveCheck {
    private final Proc proc = Proc.ofMachine();
    private final PoolReader pools = new PoolReader(proc, Recognition::of);

    /// What was found.
    ///
    /// @param limit null: there is none on a worker's size
    /// @param over the workers that have reached it, the largest first
    public record Found(Pool pool, Measure measure, @Nullable Size limit, List<Worker> over) {
        public Found {
            over = List.copyOf(over);
        }
    }

    /// Looks at one pool.
    ///
    /// @throws OperatorError with the reason why there is nothing to see
    public Found look(PoolSettings settings) throws OperatorError {
        try {
            Manager manager = new ManagerFinder(settings, proc, pools).find();
            var session = new Session(proc, pools, manager);
            Limits limits = settings.limits();
            Measure measure =
                    limits.mayGoByRss() ? LimitMeasure.of(session, null) : limits.measure();
            Pool pool = session.read(measure);
            if (limits.worker() == null) {
                return new Found(pool, measure, null, List.of());
            }
            Size size = AskedLimit.of(limits.worker(), session, pool, measure);
            var limit = new Limit(measure, size);
            return new Found(
                    pool,
                    measure,
                    size,
                    NextVictim.all(pool, measure, limit, settings.policy().pace()));
        } catch (Unreadable e) {
            throw OperatorError.of(e);
        }
    }
}
