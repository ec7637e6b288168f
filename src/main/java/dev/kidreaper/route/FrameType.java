package dev.kidreaper.route;

/// The types of frame whose content has a shape of its own here (FastCGI 1.0, section 8).
final class FrameType {
    static final int BEGIN_REQUEST = 1;
    static final int ABORT_REQUEST = 2;
    static final int END_REQUEST = 3;

    private FrameType() {}
}
