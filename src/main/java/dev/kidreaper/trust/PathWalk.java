package dev.kidreaper.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The way to a file: each folder and each symbolic link on it, from the root on. Whoever may
/// change one of them decides which file the path means.
///
/// @param end the file itself, with no link left on the way
/// @param steps all before it, in order; the last one is the folder that the file is in
public record PathWalk(PathStep end, List<PathStep> steps) {
    /// As many as the kernel follows (path_resolution(7)).
    private static final int MOST_LINKS = 40;

    private static final int MOST_STEPS = 1000;

    public PathWalk {
        steps = List.copyOf(steps);
    }

    /// A step that somebody else could change, and who.
    public record Weak(PathStep step, Outsider who) {}

    /// Walks to a file.
    ///
    /// @throws IOException if there is no such file, its way cannot be read, or it has more than 40
    ///   links or 1000 steps
    public static PathWalk to(Path file) throws IOException {
        var ahead = new ArrayDeque<Path>();
        file.toAbsolutePath().forEach(ahead::addLast);
        var steps = new ArrayList<PathStep>();
        PathStep here = PathStep.of(Path.of("/"));
        int links = 0;
        while (!ahead.isEmpty()) {
            PathStep next = PathStep.of(here.path().resolve(ahead.removeFirst()).normalize());
            if (steps.size() >= MOST_STEPS) {
                throw new IOException("too many folders on the way");
            }
            if (!next.isLink()) {
                steps.add(here);
                here = next;
                continue;
            }
            if (++links > MOST_LINKS) {
                throw new IOException("too many symbolic links");
            }
            steps.add(here);
            steps.add(next);
            Path target = Files.readSymbolicLink(next.path());
            for (int i = target.getNameCount() - 1; i >= 0; i--) {
                ahead.addFirst(target.getName(i));
            }
            here = target.isAbsolute() ? PathStep.of(Path.of("/")) : here;
        }
        return new PathWalk(here, steps.isEmpty() ? List.of(here) : steps);
    }

    /// The first step on the way that an outsider could change; null: there is none.
    public @Nullable Weak weak(Trusted trusted) {
        for (PathStep step : steps) {
            Outsider who = step.outsider(trusted);
            if (who != null) {
                return new Weak(step, who);
            }
        }
        return null;
    }

    /// The folder that the file is in.
    public PathStep folder() {
        return steps.getLast();
    }
}
