package dev.kidreaper.pool;

import dev.kidreaper.model.CommandPattern;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.ManagerTarget;
import dev.kidreaper.model.PoolSettings;
import dev.kidreaper.model.ProcessId;
import dev.kidreaper.model.Profile;
import dev.kidreaper.model.ProfileChoice;
import dev.kidreaper.observe.Credentials;
import dev.kidreaper.observe.PoolReader;
import dev.kidreaper.observe.Proc;
import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.observe.group.UnitProcesses;
import dev.kidreaper.observe.pidfile.Pidfile;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the manager of one configured pool, again after each time that it has gone. For the thread
/// that owns the pool.
public final class ManagerFinder {
    private static final String HIDDEN =
            "; /proc hides other users' processes (hidepid): run as root";

    private final PoolSettings settings;
    private final Proc proc;
    private final PoolReader pools;
    private @Nullable ProcessId first;
    private @Nullable UserPrincipal firstUser;

    public ManagerFinder(PoolSettings settings, Proc proc, PoolReader pools) {
        this.settings = settings;
        this.proc = proc;
        this.pools = pools;
    }

    /// The manager as it is now.
    ///
    /// @throws Unreadable with a sentence that says why there is none
    public Manager find() throws Unreadable {
        Manager found =
                switch (settings.managerTarget()) {
                    case ManagerTarget.ByPidfile by ->
                            pools.manager(Pidfile.manager(Path.of(by.file()), proc, pools));
                    case ManagerTarget.ByPid by -> byPid(by.pid());
                    case ManagerTarget.Started it -> byPid(it.pid());
                    case ManagerTarget.BySystemdUnit by -> byUnit(by.unit());
                    case ManagerTarget.ByCommand by -> byCommand(by);
                };
        return switch (settings.profile()) {
            case ProfileChoice.Recognised _ -> found;
            case ProfileChoice.Named named -> named(found, named.profile());
            case ProfileChoice.Custom custom -> custom(found, custom);
        };
    }

    /// The operator's word goes where nobody knows better: a worker of a kind that is known for
    /// another one would be asked by a signal that may be deadly to it.
    private static Manager named(Manager found, Profile profile) throws Unreadable {
        if (!found.profile().isUnknown() && !found.profile().name().equals(profile.name())) {
            throw new Unreadable(
                    Unreadable.Why.BROKEN,
                    "pid %d is a manager of %s, not of %s as %s says"
                            .formatted(
                                    found.id().pid(),
                                    found.profile().name(),
                                    profile.name(),
                                    profile.onlyPool() == null ? "profile" : "fpm-pool"));
        }
        return found.with(profile);
    }

    private Manager custom(Manager found, ProfileChoice.Custom custom) throws Unreadable {
        int pid = found.id().pid();
        if (!custom.fitsTitle(found.title())) {
            throw new Unreadable(
                    Unreadable.Why.BROKEN,
                    "pid %d has not the manager-title: its title is '%s'"
                            .formatted(pid, found.title()));
        }
        if (!custom.fitsCommand(commandLine(pid))) {
            throw new Unreadable(
                    Unreadable.Why.BROKEN, "pid %d has not the manager-command".formatted(pid));
        }
        return found.with(custom.profile());
    }

    /// A pid alone means the process that had it when the daemon started, and no later one.
    private Manager byPid(int pid) throws Unreadable {
        Manager manager;
        try {
            manager = pools.manager(pid);
        } catch (Unreadable e) {
            boolean gone = e.why() == Unreadable.Why.GONE;
            throw gone ? new Unreadable(e.why(), "no process has pid " + pid) : e;
        }
        if (first == null) {
            first = manager.id();
        }
        if (!manager.id().equals(first)) {
            throw new Unreadable(Unreadable.Why.GONE, "pid " + pid + " is another process by now");
        }
        return manager;
    }

    /// The process of the unit whose parent is outside of it. If that is a script around the
    /// manager, or there are several such, the one that is of the kind that is meant.
    private Manager byUnit(String unit) throws Unreadable {
        var members = new ArrayList<Manager>();
        for (int pid : new UnitProcesses(proc).of(unit)) {
            addIfThere(pid, members);
        }
        List<Manager> outer = outer(members);
        boolean isMeant = outer.size() == 1 && isMeant(outer.getFirst());
        List<Manager> meant = outer(members.stream().filter(this::isMeant).toList());
        return !isMeant && meant.size() == 1 ? meant.getFirst() : only(outer, "unit " + unit);
    }

    private void addIfThere(int pid, List<Manager> members) throws Unreadable {
        try {
            members.add(pools.manager(pid));
        } catch (Unreadable e) {
            if (e.why() != Unreadable.Why.GONE) {
                throw e;
            }
        }
    }

    private boolean isMeant(Manager manager) {
        return switch (settings.profile()) {
            case ProfileChoice.Recognised _ -> !manager.profile().isUnknown();
            case ProfileChoice.Named named ->
                    manager.profile().name().equals(named.profile().name());
            case ProfileChoice.Custom _ -> false;
        };
    }

    /// Those whose parent is none of them.
    private static List<Manager> outer(List<Manager> family) {
        return family.stream()
                .filter(m -> family.stream().noneMatch(o -> o.id().pid() == m.parent()))
                .toList();
    }

    /// The one process that matches and is no child of another one that does. Anybody can start one
    /// that matches: so it must be of the user that is told, or of the user of the first one found.
    private Manager byCommand(ManagerTarget.ByCommand by) throws Unreadable {
        UserPrincipal user = by.user() == null ? firstUser : user(by.user());
        var matching = new ArrayList<Manager>();
        for (int pid : proc.pids()) {
            addIfMatching(pid, by.pattern(), matching);
        }
        String what = "command '" + by.pattern() + "'";
        List<Manager> ours =
                user == null
                        ? matching
                        : matching.stream().filter(m -> user.equals(userOf(m))).toList();
        if (ours.isEmpty() && !matching.isEmpty()) {
            throw new Unreadable(
                    Unreadable.Why.GONE,
                    "%s: pid %s does not run as user %s%s: not taken"
                            .formatted(
                                    what,
                                    matching.getFirst().id(),
                                    user,
                                    by.user() == null
                                            ? " as the manager before it did (write user = ...)"
                                            : ""));
        }
        Manager only = only(outer(ours), what);
        firstUser = userOf(only);
        return only;
    }

    /// The user as whom a process runs; null if it has gone meanwhile.
    private @Nullable UserPrincipal userOf(Manager manager) {
        try {
            int uid = Credentials.of(proc, manager.id().pid()).effectiveUid();
            return user(Integer.toUnsignedString(uid));
        } catch (Unreadable e) {
            return null;
        }
    }

    /// A user by name, or by number where nobody has that name.
    private static UserPrincipal user(String name) throws Unreadable {
        try {
            return FileSystems.getDefault()
                    .getUserPrincipalLookupService()
                    .lookupPrincipalByName(name);
        } catch (IOException e) {
            throw new Unreadable(Unreadable.Why.GONE, "there is no user '" + name + "'");
        }
    }

    private void addIfMatching(int pid, CommandPattern pattern, List<Manager> matching) {
        try {
            boolean ours = pid == ProcessHandle.current().pid();
            if (!ours && pattern.in(commandLine(pid)) == CommandPattern.Found.YES) {
                matching.add(pools.manager(pid));
            }
        } catch (Unreadable e) {
            return; // It has gone meanwhile, or is not for our eyes: no manager of ours.
        }
    }

    private String commandLine(int pid) throws Unreadable {
        return proc.commandLine(pid).replace('\0', ' ').strip();
    }

    private Manager only(List<Manager> found, String what) throws Unreadable {
        if (found.size() == 1) {
            return found.getFirst();
        }
        throw new Unreadable(
                Unreadable.Why.GONE,
                found.isEmpty()
                        ? what + ": no such process" + (proc.hidesOthers() ? HIDDEN : "")
                        : "%s: %d processes, not one".formatted(what, found.size()));
    }
}
