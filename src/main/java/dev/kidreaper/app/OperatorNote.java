package dev.kidreaper.app;

import dev.kidreaper.model.ForeignText;

/// A line to the operator of a command beside its answer, on standard error.
public final class OperatorNote {
    private OperatorNote() {}

    /// Says a sentence. What is foreign in it is made harmless.
    public static void say(String sentence) {
        System.err.println("kidreaper: " + ForeignText.harmless(sentence));
    }
}
