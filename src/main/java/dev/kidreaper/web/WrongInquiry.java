package dev.kidreaper.web;

/// Somebody has asked by HTTP for what there is not, or in a wrong way.
public final class WrongInquiry extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    /// @param status of HTTP
    /// @param sentence for whoever asked
    public WrongInquiry(int status, String sentence) {
        super(sentence);
        this.status = status;
    }

    /// The status of HTTP.
    public int status() {
        return status;
    }
}
