package dev.kidreaper.decide;

import dev.kidreaper.model.LimitForecast;
import dev.kidreaper.model.ProcessId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// The times at which to ask workers to leave. All have left by the time they reach their limit,
/// and never more are away than the pace allows.
/*
 * It is made backwards from the last forecast. Each recycle starts so early that it ends before the
 * next one in its lane must start. Suppose there is one lane, and all workers reach their limit in
 * an hour. Then the last recycle starts in an hour, the one before it a recycle's time earlier, and
 * so on: no queue builds up.
 */
public final class Schedule {
    /// One worker's turn.
    ///
    /// @param in when to ask it, from now; zero or less: now
    public record Turn(ProcessId worker, Duration in) {}

    private Schedule() {}

    /// The turns, the first one first.
    ///
    /// @param forecasts when each worker reaches its limit
    /// @param lanes how many may be away at once
    /// @param each how long one recycle takes until the next may begin
    public static List<Turn> of(Map<ProcessId, LimitForecast> forecasts, int lanes, Duration each) {
        var latestFirst =
                forecasts.entrySet().stream()
                        .sorted(
                                Comparator.comparing((Map.Entry<ProcessId, LimitForecast> e) ->
                                                e.getValue().in())
                                        .reversed())
                        .toList();
        var turns = new ArrayList<Turn>();
        var nextStart = new Duration[lanes];
        for (int i = 0; i < latestFirst.size(); i++) {
            int lane = i % lanes;
            Duration forecast = latestFirst.get(i).getValue().in();
            Duration before = nextStart[lane] == null ? forecast : nextStart[lane].minus(each);
            Duration start = before.compareTo(forecast) < 0 ? before : forecast;
            nextStart[lane] = start;
            turns.add(new Turn(latestFirst.get(i).getKey(), start));
        }
        turns.sort(Comparator.comparing(Turn::in));
        return turns;
    }
}
