package dev.kidreaper.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A program in C that a test needs, built from its one source.
public final class Compiled {
    private Compiled() {}

    /// Builds it.
    ///
    /// @param options of the compiler, libraries too
    /// @return the program
    public static Path from(String source, Path program, String... options) {
        var command = new ArrayList<>(List.of("cc", "-o", program.toString(), source));
        command.addAll(List.of(options));
        Kidreaper built = Kidreaper.end(Kidreaper.start(command));
        if (built.exit() != 0) {
            throw new AssertionError(built.err());
        }
        return program;
    }
}
