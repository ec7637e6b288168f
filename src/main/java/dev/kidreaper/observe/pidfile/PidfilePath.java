package dev.kidreaper.observe.pidfile;

import dev.kidreaper.observe.Unreadable;
import dev.kidreaper.trust.Outsider;
import dev.kidreaper.trust.PathStep;
import dev.kidreaper.trust.PathWalk;
import dev.kidreaper.trust.Trusted;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The way to a pidfile, and who could have turned it elsewhere.
record PidfilePath(PathWalk walk) {
    /// Walks to a file.
    ///
    /// @throws IOException if there is no such file, or its way cannot be read
    static PidfilePath to(Path file) throws IOException {
        return new PidfilePath(PathWalk.to(file));
    }

    /// The file itself, with no link left on the way.
    Path end() {
        return walk.end().path();
    }

    /// Checks that nobody but root and the manager's user could have turned the way elsewhere. Only
    /// the last folder may be another user's: the file in it is then checked the harder.
    ///
    /// @param manager the user as whom the manager runs
    /// @param group the manager's group
    /// @return that last folder, if it is another user's; else null
    /// @throws Unreadable DENIED with the step that cannot be trusted
    @Nullable PathStep check(int manager, int group) throws Unreadable {
        Trusted trusted = Trusted.of(manager, group);
        PathStep last = walk.folder();
        for (PathStep step : walk.steps()) {
            Outsider who = step.outsider(trusted);
            boolean isChecked = who instanceof Outsider.Owner && step.equals(last);
            if (who != null && !isChecked) {
                throw new Unreadable(
                        Unreadable.Why.DENIED,
                        switch (who) {
                            case Outsider.Everybody all ->
                                    "%s %s: chmod o-w it, or chmod +t as for /tmp"
                                            .formatted(step.path(), all.words());
                            case Outsider.Members of -> foreignGroup(step.words(), of, group);
                            case Outsider.Owner of -> foreign(step.words(), of, manager);
                        });
            }
        }
        return last.outsider(trusted) == null ? null : last;
    }

    /// Whether everybody may make files where the file is.
    boolean isShared() {
        return walk.folder().othersWrite();
    }

    /// What is said of a thing that a strange group may change.
    static String foreignGroup(String what, Outsider.Members who, int managers) {
        return "%s %s, neither root's nor the manager's (%d): not trusted; chmod g-w it"
                .formatted(what, who.words(), managers);
    }

    /// What is said of a thing that belongs to neither.
    static String foreign(String what, Outsider.Owner who, int manager) {
        return "%s %s, neither root nor the manager's user (%d): not trusted"
                .formatted(what, who.words(), manager);
    }
}
