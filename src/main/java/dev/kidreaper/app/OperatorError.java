package dev.kidreaper.app;

import dev.kidreaper.model.ForeignText;
import dev.kidreaper.observe.Unreadable;

/// The end of a command that cannot do what it was asked to: one line for the operator, and the
/// exit code. What is foreign in the line is made harmless.
public final class OperatorError extends Exception {
    private static final long serialVersionUID = 1;

    private final int exitCode;
    private final String sentence;

    public OperatorError(int exitCode, String sentence) {
        super(ForeignText.harmless(sentence));
        this.exitCode = exitCode;
        this.sentence = ForeignText.harmless(sentence);
    }

    public int exitCode() {
        return exitCode;
    }

    public String sentence() {
        return sentence;
    }

    /// A file about the target that could not be read.
    public static OperatorError of(Unreadable e) {
        return switch (e.why()) {
            case GONE -> new OperatorError(ExitCode.NOT_FOUND, e.sentence());
            case DENIED -> new OperatorError(ExitCode.NOT_PERMITTED, e.sentence());
            case BROKEN -> new OperatorError(ExitCode.NOT_FOUND, e.sentence());
            case EXHAUSTED -> new OperatorError(ExitCode.FAILED, e.sentence());
        };
    }
}
