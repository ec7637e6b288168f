package dev.kidreaper.tally;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the daemon has done besides keeping pools, counted: the operator's programs that it has
/// run, and the last reload. For any thread.
public final class OwnCounts {
    private final Map<String, Runs> hooks = new TreeMap<>();
    private Reload reload = new Reload(true, null);

    /// The runs of one hook.
    ///
    /// @param dropped events of which its program was not told: it had been told too often, or was
    ///   too slow
    public record Runs(long succeeded, long failed, long dropped) {
        private static final Runs NONE = new Runs(0, 0, 0);
    }

    /// The last reload.
    ///
    /// @param succeeded when the settings were taken over last; null: at the start
    public record Reload(boolean isWell, @Nullable Instant succeeded) {}

    /// A hook's program has run.
    public synchronized void hookRan(String hook, boolean well) {
        Runs r = hooks.getOrDefault(hook, Runs.NONE);
        hooks.put(
                hook, new Runs(r.succeeded + (well ? 1 : 0), r.failed + (well ? 0 : 1), r.dropped));
    }

    /// A hook's program was not told of an event.
    public synchronized void hookDropped(String hook) {
        Runs r = hooks.getOrDefault(hook, Runs.NONE);
        hooks.put(hook, new Runs(r.succeeded, r.failed, r.dropped + 1));
    }

    /// The configuration was read again.
    ///
    /// @param well whether it could be taken over
    public synchronized void reloaded(boolean well, Instant at) {
        reload = new Reload(well, well ? at : reload.succeeded);
    }

    /// All hooks that had something to do, by their names.
    public synchronized Map<String, Runs> hooks() {
        return Map.copyOf(hooks);
    }

    public synchronized Reload reload() {
        return reload;
    }
}
