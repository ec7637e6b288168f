package dev.kidreaper.model;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A program of the operator's that is to be told of some events.
///
/// @param name for the operator, and for `kidreaper hook test`
/// @param on the names of the events, among them {@link #LEAK}
/// @param pools of which pools; empty: of all
/// @param command the program, as an absolute path, and its arguments; no shell reads them
/// @param user as whom it runs; null: as kidreaper
/// @param timeout after which it is ended
/// @param most how often it runs at most, for events of one kind
/// @param per in which time
public record HookSettings(
        String name,
        Set<String> on,
        Set<String> pools,
        List<String> command,
        @Nullable String user,
        Duration timeout,
        int most,
        Duration per) {
    /// A recycled worker, or a pool that somebody asked about, leaks.
    public static final String LEAK = "leak";

    public HookSettings {
        on = Set.copyOf(on);
        pools = Set.copyOf(pools);
        command = List.copyOf(command);
        if (on.isEmpty() || command.isEmpty()) {
            throw new IllegalArgumentException("a hook needs an event and a command");
        }
    }

    /// All names that `on` may have.
    public static List<String> names() {
        return Stream.concat(
                        Arrays.stream(EventKind.values())
                                .filter(EventKind::isKept)
                                .map(EventKind::label),
                        Stream.of(LEAK))
                .sorted()
                .toList();
    }

    /// Whether it is to be told of an event.
    public boolean wants(Event event) {
        return (pools.isEmpty() || pools.contains(event.pool()))
                && (on.contains(event.kind().label()) || (on.contains(LEAK) && tellsOfLeak(event)));
    }

    private static boolean tellsOfLeak(Event event) {
        GrowthSummary why = event.explanation();
        return why != null && why.verdict() == Verdict.LEAK;
    }
}
