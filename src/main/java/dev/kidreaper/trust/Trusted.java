package dev.kidreaper.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/// Who may have written a file that is believed.
///
/// @param users by their numbers
/// @param groups by their numbers: whoever is in one of them may have written it, too
public record Trusted(Set<Integer> users, Set<Integer> groups) {
    private static final int ROOT = 0;
    private static final Path WE = Path.of("/proc/self");

    public Trusted {
        users = Set.copyOf(users);
        groups = Set.copyOf(groups);
    }

    /// Root and a user, with their groups.
    public static Trusted of(int user, int group) {
        return new Trusted(withRoot(user), withRoot(group));
    }

    /// Root and we, and no group.
    public static Trusted alone() throws IOException {
        return new Trusted(withRoot(number("uid")), Set.of());
    }

    /// Root and we, with our groups, and who called sudo: it is his errand.
    public static Trusted ourselves() throws IOException {
        var users = new HashSet<>(withRoot(number("uid")));
        String caller = System.getenv("SUDO_UID");
        if (caller != null && caller.matches("\\d{1,9}")) {
            users.add(Integer.parseInt(caller));
        }
        return new Trusted(users, withRoot(number("gid")));
    }

    /// The same users, and no group.
    public Trusted withoutGroups() {
        return new Trusted(users, Set.of());
    }

    private static Set<Integer> withRoot(int number) {
        return number == ROOT ? Set.of(ROOT) : Set.of(ROOT, number);
    }

    private static int number(String name) throws IOException {
        return (Integer) Files.getAttribute(WE, "unix:" + name);
    }
}
