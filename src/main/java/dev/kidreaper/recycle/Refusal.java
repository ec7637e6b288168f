package dev.kidreaper.recycle;

/// A reason not to touch a worker: something about it is in doubt, or it would come to harm.
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final String sentence;

    Refusal(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    /// What is in doubt, for an operator.
    String sentence() {
        return sentence;
    }
}
