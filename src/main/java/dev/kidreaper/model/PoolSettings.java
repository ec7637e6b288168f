package dev.kidreaper.model;

import java.time.LocalDateTime;
import java.util.List;
import java.util.regex.Pattern;

/// One pool as its operator wants it: how its manager is found, when a worker goes, how fast.
///
/// @param name by which commands and logs call it
/// @param limits not empty unless it is only observed
/// @param observe whether it is only looked at: nobody is signalled
/// @param atOnce how many workers may be away at once
/// @param blackouts when nobody is recycled
public record PoolSettings(
        String name,
        ManagerTarget managerTarget,
        ProfileChoice profile,
        Limits limits,
        boolean observe,
        int atOnce,
        Pace pace,
        List<Blackout> blackouts) {
    /// How many may be away at once at most.
    public static final int MOST_AT_ONCE = 1000;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    public PoolSettings {
        blackouts = List.copyOf(blackouts);
        if (!isName(name)) {
            throw new IllegalArgumentException("'" + name + "' is no name for a pool");
        }
        if (limits.isEmpty() && !observe) {
            throw new IllegalArgumentException("pool " + name + " has no limit");
        }
        if (atOnce < 1 || atOnce > MOST_AT_ONCE) {
            throw new IllegalArgumentException("at-once is from 1 to 1000, not " + atOnce);
        }
    }

    /// Whether a pool may be called that: log lines and `kidreaper recycle POOL/PID` have it as one
    /// word.
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /// Whether nobody may be recycled at that moment of the local clock.
    public boolean isBlackout(LocalDateTime moment) {
        return blackouts.stream().anyMatch(b -> b.contains(moment));
    }
}
