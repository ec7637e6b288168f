package dev.kidreaper.decide;

import dev.kidreaper.model.ProcessTraits;
import dev.kidreaper.model.Profile;
import dev.kidreaper.model.Profiles;
import java.util.List;

/// Which kind of manager a process is, by what is seen of it.
public final class Recognition {
    private Recognition() {}

    /// The profile of that manager; {@link Profiles#UNKNOWN} when it matches none of the known
    /// kinds, or more than one.
    public static Profile of(ProcessTraits process) {
        List<Profile> matching = Profiles.ALL.stream().filter(p -> p.isManager(process)).toList();
        return matching.size() == 1 ? matching.getFirst() : Profiles.UNKNOWN;
    }
}
