package dev.kidreaper.demo;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.Session;
import dev.kidreaper.diagnose.Diagnosis;
import dev.kidreaper.diagnose.Judge;
import dev.kidreaper.model.GrowthSummary;
import dev.kidreaper.model.RouteGrowth;
import dev.kidreaper.model.Size;
import dev.kidreaper.model.Verdict;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.observe.memory.PoolFollower;
import dev.kidreaper.show.DiagnosisText;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The cause of the demo pool's growth, found as `diagnose` and `serve` do: the answer is not known
/// here.
final class DemoCause implements AutoCloseable {
    private final PoolFollower follower;
    private @Nullable RouteGrowth route;

    DemoCause(Session session) {
        follower = new PoolFollower(session.proc(), session.pools(), session.manager());
    }

    /// Reads the workers once more.
    ///
    /// @param seconds since the demo began
    void look(double seconds) throws OperatorError {
        try {
            follower.read(seconds);
        } catch (Unreadable e) {
            throw new OperatorError(
                    ExitCode.FAILED,
                    "the demo's pool ended before the demo did (%s)".formatted(e.sentence()));
        }
    }

    @Override
    public void close() {
        follower.close();
    }

    /// Sets the route that grows the pool; null if none stands out.
    void route(@Nullable RouteGrowth standingOut) {
        route = standingOut;
    }

    /// What was found so far.
    ///
    /// @param isWhole whether there is a verdict, and a route stands out
    /// @param lines the text
    /// @param why the same in short
    record Found(boolean isWhole, List<String> lines, GrowthSummary why) {}

    Found found() {
        Diagnosis diagnosis = Judge.of(follower.timelines());
        String leaking =
                route == null
                        ? "none stands out"
                        : "%s, each of whose requests left %s behind"
                                .formatted(
                                        route.route(),
                                        new Size(Math.round(route.bytesPerRequest())));
        return new Found(
                route != null && diagnosis.verdict() != Verdict.UNDECIDED,
                List.of(
                        "why they grew: " + DiagnosisText.verdict(diagnosis),
                        "the route that leaks: " + leaking),
                diagnosis.summary(Optional.ofNullable(route)));
    }
}
