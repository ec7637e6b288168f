package dev.kidreaper.fcgi;

/// Bytes that are no FastCGI: what is wrong with them, and where.
public final class MalformedRecord extends Exception {
    private static final long serialVersionUID = 1;

    private final long offset;
    private final String reason;

    public MalformedRecord(long offset, String reason) {
        super("byte %d: %s".formatted(offset, reason));
        this.offset = offset;
        this.reason = reason;
    }

    /// How many bytes of the stream came before the wrong one.
    public long offset() {
        return offset;
    }

    /// What is wrong there, for an operator.
    public String reason() {
        return reason;
    }
}
