package dev.kidreaper.cli.daemon;

import dev.kidreaper.app.ExitCode;
import dev.kidreaper.app.OperatorError;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Why workers are to be recycled without a permit of the fleet, if they are.
public final class PermitReason {
    private static final int LONGEST = 200;

    @Option(
            names = "--without-permit",
            paramLabel = "REASON",
            description =
                    "recycle now even if the fleet's budget is used up or frozen ([fleet]); the"
                            + " reason is logged, and shown by fleet status")
    private @Nullable String reason;

    /// The reason; null: a permit is needed.
    ///
    /// @throws OperatorError if it is empty or too long
    public @Nullable String said() throws OperatorError {
        if (reason != null && (reason.isBlank() || reason.length() > LONGEST)) {
            throw new OperatorError(
                    ExitCode.USAGE,
                    "--without-permit: write 1 to %d characters".formatted(LONGEST));
        }
        return reason;
    }
}
