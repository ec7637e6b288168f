package dev.kidreaper.decide;

import dev.kidreaper.model.Profile;
import dev.kidreaper.model.Signal;
import org.jspecify.annotations.Nullable;

/// The signal by which a pool's workers are asked to leave, or why there is none.
public sealed interface SignalChoice {
    /// Send this signal.
    ///
    /// @param instead the signal that was asked for and will not do; null when it is the same
    record Send(Signal signal, @Nullable Signal instead) implements SignalChoice {}

    /// Send none: it is not known what these workers would do.
    record Unknown() implements SignalChoice {}

    /// Send none: these workers must not be signalled at all.
    ///
    /// @param why as {@link Profile#untouchable}
    record Untouchable(String why) implements SignalChoice {}

    /// Send none: the signal that was asked for ends a worker amid its request.
    record Deadly(Signal asked, Signal graceful) implements SignalChoice {}

    /// For `reap` and `restart`: as the operator asks, unless that would cut off a request.
    static SignalChoice asked(Profile profile, @Nullable Signal asked) {
        String untouchable = profile.untouchable();
        if (untouchable != null) {
            return new Untouchable(untouchable);
        }
        if (asked == null) {
            return profile.graceful() == null ? new Unknown() : new Send(profile.graceful(), null);
        }
        return profile.deadly().contains(asked) && profile.graceful() != null
                ? new Deadly(asked, profile.graceful())
                : new Send(asked, null);
    }

    /// For the interface of 2007: HUP, unless these workers are known to leave on another signal.
    static SignalChoice of2007(Profile profile) {
        return profile.graceful() == null || profile.graceful() == Signal.HUP
                ? asked(profile, Signal.HUP)
                : new Send(profile.graceful(), Signal.HUP);
    }
}
