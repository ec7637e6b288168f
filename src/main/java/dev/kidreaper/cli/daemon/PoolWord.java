package dev.kidreaper.cli.daemon;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;

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
        int slash = text.indexOf('/');
        if (slash >= 0 && !text.substring(slash + 1).matches("[1-9][0-9]{0,8}")) {
            throw new OperatorError(
                    ExitCode.USAGE,
                    "'%s': '%s' is not a pid: write POOL or POOL/PID, such as web/812"
                            .formatted(text, text.substring(slash + 1)));
        }
        return text;
    }
}
