package dev.kidreaper.show.top;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One pool as `top` shows it.
///
/// @param why a sentence about its state; empty: there is nothing to add
/// @param kind of manager; empty: it is not there
/// @param manager its pid; 0: it is not there
/// @param measure by which the workers' sizes are given
/// @param limit of a worker, in bytes; 0: none
public record TopPool(
        String name,
        String state,
        String why,
        String kind,
        long manager,
        String measure,
        long limit,
        Counts counts,
        List<TopWorker> workers,
        Cause cause,
        Plan plan,
        List<Route> routes) {
    /// What was counted.
    ///
    /// @param away how many workers are being recycled now
    /// @param requests and `cut`: -1: we do not see the requests
    public record Counts(
            long away, long recycled, long failed, long requests, long cut, double perSecond) {}

    /// Why its workers grow.
    ///
    /// @param verdict empty: none yet
    /// @param shares of the growth, by cause
    /// @param route which grows them most; empty: none is named
    /// @param missing what would tell more; empty: nothing
    public record Cause(
            String verdict,
            double confidence,
            Map<String, Double> shares,
            String route,
            String advice,
            String missing) {
        /// None is known.
        public static final Cause NONE = new Cause("", 0, Map.of(), "", "", "");

        public Cause {
            shares = Map.copyOf(shares);
        }

        /// Whether it was not seen for long enough.
        boolean isUnknown() {
            return verdict.isEmpty() || verdict.equals("undecided");
        }
    }

    /// Who goes when.
    ///
    /// @param possible recycles an hour that the pace allows; not a number: not known
    /// @param needed recycles an hour that the growth asks for; not a number: not known
    /// @param holds whether the pace can hold the limit
    public record Plan(List<Turn> turns, double possible, double needed, boolean holds) {
        /// Nothing is planned.
        public static final Plan NONE = new Plan(List.of(), Double.NaN, Double.NaN, true);

        public Plan {
            turns = List.copyOf(turns);
        }
    }

    /// One worker's turn.
    ///
    /// @param in how many seconds
    public record Turn(long pid, double in, String cause) {}

    /// One route.
    ///
    /// @param share of all growth
    public record Route(
            String route,
            long requests,
            double bytes,
            double share,
            double confidence,
            boolean standsOut) {}

    public TopPool {
        workers = List.copyOf(workers);
        routes = List.copyOf(routes);
    }

    /// What all workers weigh together.
    long bytes() {
        return workers.stream().mapToLong(TopWorker::bytes).sum();
    }

    /// The size of the largest worker; 0 when there is none.
    long largest() {
        return workers.stream().mapToLong(TopWorker::bytes).max().orElse(0);
    }

    /// Its worker with that pid.
    Optional<TopWorker> worker(long pid) {
        return workers.stream().filter(w -> w.pid() == pid).findFirst();
    }

    /// Whether it needs somebody's hand.
    boolean isWrong() {
        return counts.cut > 0
                || counts.failed > 0
                || !plan.holds
                || state.equals("paused")
                || state.equals("lost")
                || state.equals("missing");
    }
}
