package dev.kidreaper.decide;

import dev.kidreaper.model.LimitForecast;
import dev.kidreaper.model.ProcessId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// When each worker is to be asked to leave, so that all have left by the time they reach their
/// limit and never more are away than the pace allows.
/*
 * Backwards from the last crossing: a worker starts so early that its recycle ends before the next
 * one in its lane must start. With one lane and workers that all cross in an hour, the last one
 * starts in an hour, the one before it a recycle's time earlier, and so on: no queue builds up.
 */
public final class Schedule {
    /// One worker's turn.
    ///
    /// @param in when it is to be asked, from now; zero or less: now
    public record Turn(ProcessId worker, Duration in) {}

    private Schedule() {}

    /// The turns, first one first.
    ///
    /// @param crossings when each worker reaches its limit
    /// @param lanes how many may be away at once
    /// @param each how long one recycle takes until the next may begin
    public static List<Turn> of(Map<ProcessId, LimitForecast> crossings, int lanes, Duration each) {
        var latestFirst =
                crossings.entrySet().stream()
                        .sorted(
                                Comparator.comparing((Map.Entry<ProcessId, LimitForecast> e) ->
                                                e.getValue().in())
                                        .reversed())
                        .toList();
        var turns = new ArrayList<Turn>();
        var nextStart = new Duration[lanes];
        for (int i = 0; i < latestFirst.size(); i++) {
            int lane = i % lanes;
            Duration crossing = latestFirst.get(i).getValue().in();
            Duration before = nextStart[lane] == null ? crossing : nextStart[lane].minus(each);
            Duration start = before.compareTo(crossing) < 0 ? before : crossing;
            nextStart[lane] = start;
            turns.add(new Turn(latestFirst.get(i).getKey(), start));
        }
        turns.sort(Comparator.comparing(Turn::in));
        return turns;
    }
}
