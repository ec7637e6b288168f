package dev.kidreaper.cli.daemon;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import dev.kidreaper.app.control.Target;

/// The name of a pool, or of one of its workers, as it goes to the daemon: one word.
final class PoolWord {
    private static final int LONGEST = 100;

    private PoolWord() {}

    /// That word.
    ///
    /// @throws OperatorError when it cannot be one
    static String of(String text) throws OperatorError {
        if (text.isBlank() || text.matches("(?s).*[\\s=].*") || text.length() > LONGEST) {
            throw new OperatorError(
                    ExitCode.USAGE, "'" + text + "' is not a pool: write POOL or POOL/PID");
        }
        try {
            var _ = Target.parse(text);
        } catch (IllegalArgumentException e) {
            throw new OperatorError(ExitCode.USAGE, "'%s': %s".formatted(text, e.getMessage()));
        }
        return text;
    }
}
