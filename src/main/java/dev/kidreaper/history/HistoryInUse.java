package dev.kidreaper.history;

/// A folder in which another running program keeps its history.
public final class HistoryInUse extends Exception {
    private static final long serialVersionUID = 1;

    private final String sentence;

    HistoryInUse(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    /// Who and where, for an operator.
    public String sentence() {
        return sentence;
    }
}
