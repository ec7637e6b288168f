package dev.kidreaper.decide;

import dev.kidreaper.model.ProcessTraits;
import dev.kidreaper.model.Profile;
import dev.kidreaper.model.Profiles;
import java.util.List;

/// Which kind of manager a process is, by what it shows of itself.
public final class Recognition {
    private Recognition() {}

    /// The profile of a manager that looks so; {@link Profiles#UNKNOWN} when it fits none of them,
    /// or more than one.
    public static Profile of(ProcessTraits processTraits) {
        List<Profile> fitting =
                Profiles.ALL.stream().filter(p -> p.isManager(processTraits)).toList();
        return fitting.size() == 1 ? fitting.getFirst() : Profiles.UNKNOWN;
    }
}
