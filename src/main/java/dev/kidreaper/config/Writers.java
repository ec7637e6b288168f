package dev.kidreaper.config;

import dev.kidreaper.trust.Outsider;
import dev.kidreaper.trust.PathWalk;
import dev.kidreaper.trust.Trusted;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Who could have written a configuration file: it decides which programs run with our rights.
final class Writers {
    private static final String DECIDES = ": whoever writes it decides what runs with your rights";

    private Writers() {}

    /// Why a file is not to be read at all, a sentence without subject; null: it may be.
    static @Nullable String refusal(Path file) throws IOException {
        return PathWalk.to(file).end().othersWrite()
                ? "can be written by everybody" + DECIDES + "; chmod o-w it"
                : null;
    }

    /// Why to doubt a file, a sentence without subject; null: only root and we can have written it.
    /// Root's rights may be borrowed: the file may belong to who called sudo.
    static @Nullable String doubt(Path file) throws IOException {
        PathWalk way = PathWalk.to(file);
        Trusted trusted = Trusted.ourselves();
        Outsider its = way.end().outsider(trusted);
        if (its != null) {
            return its.words() + DECIDES;
        }
        PathWalk.Weak weak = way.weak(trusted);
        if (weak == null) {
            return null;
        }
        String what = weak.step().isLink() ? "the symbolic link to it, " : "its folder ";
        return what + weak.step().path() + " " + weak.who().words() + DECIDES;
    }
}
