package dev.kidreaper.model;

import java.util.regex.Pattern;

/// One pool that is kept beside its manager, as its operator wants it: how its manager is found,
/// when a worker goes, and how.
///
/// @param name by which commands and logs call it
/// @param managerTarget how its manager is found
/// @param limits not empty unless it is only observed, or we have started its manager
public record PoolSettings(
        String name,
        ManagerTarget managerTarget,
        ProfileChoice profile,
        Limits limits,
        RecyclePolicy policy) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    public PoolSettings {
        if (!isName(name)) {
            throw new IllegalArgumentException("'" + name + "' is no name for a pool");
        }
        boolean started = managerTarget instanceof ManagerTarget.Started;
        if (limits.isEmpty() && !policy.observe() && !started) {
            throw new IllegalArgumentException("pool " + name + " has no limit");
        }
    }

    /// The same pool with other limits.
    public PoolSettings with(Limits others) {
        return new PoolSettings(name, managerTarget, profile, others, policy);
    }

    /// Whether these settings find the same workers and look at them in the same way: then what is
    /// known of them stays known.
    public boolean keepsCrewOf(PoolSettings before) {
        return name.equals(before.name)
                && managerTarget.equals(before.managerTarget)
                && profile.equals(before.profile)
                && limits.readsAs(before.limits);
    }

    /// Whether a pool may be called that: log lines and `kidreaper recycle POOL/PID` have it as one
    /// word.
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }
}
