package dev.kidreaper.history;

/// The error that another running program keeps its history in the folder.
public final class HistoryInUse extends Exception {
    private static final long serialVersionUID = 1;

    private final String sentence;

    HistoryInUse(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    /// The program and the folder, for an operator.
    public String sentence() {
        return sentence;
    }
}
