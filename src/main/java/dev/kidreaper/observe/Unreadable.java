package dev.kidreaper.observe;

/// A file about a process that could not be read, with the reason.
public final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    /// The reasons.
    public enum Why {
        /// The process has gone (or `/proc` is mounted so that we do not see it).
        GONE,
        /// The kernel does not permit it.
        DENIED,
        /// The file is there, but not as expected.
        BROKEN,
        /// This program is out of file descriptors: it tells nothing of the process.
        EXHAUSTED
    }

    private final Why why;
    private final String sentence;

    /// An exception with a sentence for an operator.
    public Unreadable(Why why, String sentence) {
        super(sentence);
        this.why = why;
        this.sentence = sentence;
    }

    /// What was found, for an operator.
    public String sentence() {
        return sentence;
    }

    public Why why() {
        return why;
    }
}
