package dev.kidreaper.decide;

import dev.kidreaper.model.Profile;
import dev.kidreaper.model.Signal;
import org.jspecify.annotations.Nullable;

/// With which signal a pool's workers are asked to leave.
public sealed interface SignalChoice {
    /// Send that one.
    ///
    /// @param instead the signal that was asked for and is deadly there; null when none was
    record Send(Signal signal, @Nullable Signal instead) implements SignalChoice {}

    /// Send none: it is not known what these workers would do.
    record Unknown() implements SignalChoice {}

    /// Send none: the one that was asked for ends a worker amid its request.
    record Deadly(Signal asked, Signal graceful) implements SignalChoice {}

    /// What `reap` and `restart` do: obey the operator, but never to the death of a request.
    static SignalChoice asked(Profile profile, @Nullable Signal asked) {
        if (asked == null) {
            return profile.graceful() == null ? new Unknown() : new Send(profile.graceful(), null);
        }
        return profile.deadly().contains(asked) && profile.graceful() != null
                ? new Deadly(asked, profile.graceful())
                : new Send(asked, null);
    }

    /// What the interface of 2007 does: HUP, unless it is deadly there.
    static SignalChoice of2007(Profile profile) {
        return asked(profile, Signal.HUP) instanceof Deadly deadly
                ? new Send(deadly.graceful(), deadly.asked())
                : new Send(Signal.HUP, null);
    }
}
