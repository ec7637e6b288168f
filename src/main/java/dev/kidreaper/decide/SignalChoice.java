package dev.kidreaper.decide;

import dev.kidreaper.model.Profile;
import dev.kidreaper.model.Signal;
import org.jspecify.annotations.Nullable;

/// With which signal a pool's workers are asked to leave.
public sealed interface SignalChoice {
    /// Send that one.
    ///
    /// @param instead the signal that was meant and would not do; null when it is that one
    record Send(Signal signal, @Nullable Signal instead) implements SignalChoice {}

    /// Send none: it is not known what these workers would do.
    record Unknown() implements SignalChoice {}

    /// Send none: nobody's signal may reach these workers.
    ///
    /// @param why as {@link Profile#untouchable}
    record Untouchable(String why) implements SignalChoice {}

    /// Send none: the one that was asked for ends a worker amid its request.
    record Deadly(Signal asked, Signal graceful) implements SignalChoice {}

    /// What `reap` and `restart` do: obey the operator, but never to the death of a request.
    static SignalChoice asked(Profile profile, @Nullable Signal asked) {
        if (profile.untouchable() != null) {
            return new Untouchable(profile.untouchable());
        }
        if (asked == null) {
            return profile.graceful() == null ? new Unknown() : new Send(profile.graceful(), null);
        }
        return profile.deadly().contains(asked) && profile.graceful() != null
                ? new Deadly(asked, profile.graceful())
                : new Send(asked, null);
    }

    /// What the interface of 2007 does: HUP, unless these workers are known to leave on another
    /// one.
    static SignalChoice of2007(Profile profile) {
        return profile.graceful() == null || profile.graceful() == Signal.HUP
                ? asked(profile, Signal.HUP)
                : new Send(profile.graceful(), Signal.HUP);
    }
}
