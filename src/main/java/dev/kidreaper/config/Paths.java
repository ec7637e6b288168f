package dev.kidreaper.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// The parser of paths in a configuration.
final class Paths {
    private static final int LONGEST = 4095;
    private static final int LONGEST_SOCKET = 107;

    private Paths() {}

    /// An absolute path. The daemon's working folder is not the operator's, so no other will do.
    static String of(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException(
                    "'%s' is not an absolute path: begin it with /".formatted(text));
        }
        if (text.endsWith("/")) {
            throw new IllegalArgumentException("'%s' is a folder".formatted(text));
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("'%s' has a control character".formatted(text));
        }
        return possible(shorter(text, LONGEST));
    }

    /// A path that the Java runtime can name: in the locale POSIX, only one of ASCII.
    private static String possible(String text) {
        try {
            return Path.of(text).toString();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    "'%s' has characters that this locale lacks: start with LC_ALL=C.UTF-8"
                            .formatted(text),
                    e);
        }
    }

    /// A path that a Unix socket can have (unix(7): 108 bytes, one of them the end).
    static String socket(String text) {
        return shorter(of(text), LONGEST_SOCKET);
    }

    private static String shorter(String text, int longest) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > longest) {
            throw new IllegalArgumentException(
                    "'%s' has %d bytes; at most %d are possible".formatted(text, bytes, longest));
        }
        return text;
    }
}
