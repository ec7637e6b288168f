package dev.kidreaper.decide;

import dev.kidreaper.model.Profile;
import dev.kidreaper.model.Profiles;

/// Which kind of manager a process is, by the title it shows.
public final class Recognition {
    private Recognition() {}

    /// The profile of a manager with that title; {@link Profiles#UNKNOWN} when no kind has such
    /// one.
    public static Profile of(String title) {
        for (Profile profile : Profiles.ALL) {
            for (String start : profile.managerTitles()) {
                if (title.startsWith(start)) {
                    return profile;
                }
            }
        }
        return Profiles.UNKNOWN;
    }
}
