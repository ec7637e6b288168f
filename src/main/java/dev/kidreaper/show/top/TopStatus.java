package dev.kidreaper.show.top;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The daemon and its pools at one moment, as `top` shows them.
///
/// @param at when that was
/// @param version of the daemon
/// @param history where events are kept, in words
/// @param events the latest, the oldest first
/// @param whatIf what was last asked about other limits
/// @param trouble why there is nothing newer than this; empty: it is new
/// @param past null: it is the present
public record TopStatus(
        Instant at,
        String version,
        String history,
        List<TopPool> pools,
        List<TopEvent> events,
        TopWhatIf whatIf,
        String trouble,
        @Nullable Past past) {
    /// What is around a moment of the past.
    ///
    /// @param now the present when it was asked
    /// @param earlier when something happened last before it; null: never
    /// @param later when something happened first after it; null: never
    public record Past(Instant now, @Nullable Instant earlier, @Nullable Instant later) {}

    /// Nothing is known yet.
    public static final TopStatus NONE =
            new TopStatus(Instant.EPOCH, "", "", List.of(), List.of(), TopWhatIf.NONE, "");

    /// The present.
    public TopStatus(
            Instant at,
            String version,
            String history,
            List<TopPool> pools,
            List<TopEvent> events,
            TopWhatIf whatIf,
            String trouble) {
        this(at, version, history, pools, events, whatIf, trouble, null);
    }

    public TopStatus {
        pools = List.copyOf(pools);
        events = List.copyOf(events);
    }

    /// The same, but nothing newer could be had.
    public TopStatus stale(String why) {
        return new TopStatus(at, version, history, pools, events, whatIf, why, past);
    }

    /// The same, which is as new as can be.
    public TopStatus fresh() {
        return new TopStatus(at, version, history, pools, events, whatIf, "", past);
    }

    /// The same with what was asked about other limits.
    public TopStatus with(TopWhatIf answer) {
        return new TopStatus(at, version, history, pools, events, answer, trouble, past);
    }

    /// The pool of that name.
    ///
    /// @param name null: the only one there is
    public Optional<TopPool> pool(@Nullable String name) {
        return name == null && pools.size() == 1
                ? Optional.of(pools.getFirst())
                : pools.stream().filter(p -> p.name().equals(name)).findFirst();
    }
}
