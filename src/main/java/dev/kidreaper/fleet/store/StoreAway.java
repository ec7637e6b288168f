package dev.kidreaper.fleet.store;

import java.time.Duration;

/// The store does not answer, or with something that makes no sense. Whether a change has happened
/// is not known then.
public final class StoreAway extends Exception {
    private static final long serialVersionUID = 1;

    private final String sentence;
    private final transient Duration pause;

    /// @param sentence for an operator
    public StoreAway(String sentence) {
        this(sentence, Duration.ZERO);
    }

    /// @param sentence for an operator
    /// @param pause at least so long nothing more is to be asked
    StoreAway(String sentence, Duration pause) {
        super(sentence);
        this.sentence = sentence;
        this.pause = pause;
    }

    /// What is wrong, for an operator.
    public String sentence() {
        return sentence;
    }

    /// At least so long nothing more is to be asked.
    public Duration pause() {
        return pause;
    }
}
