package dev.kidreaper.front;

import dev.kidreaper.fcgi.ParamsScanner;
import dev.kidreaper.fcgi.RecordHeader;

/// One request while it is on its way: what its head says, and where it stands. For the front's
/// thread.
final class Request implements ParamsScanner.Sink {
    static final int RESPONDER = 1;
    static final int AUTHORIZER = 2;
    static final int FILTER = 3;

    /// What libfcgi reads of a connection at once.
    private static final int ONE_READ = 8192;

    /// For the headers of a body and of its end, and padding.
    private static final int ROOM = 32;

    final int id;
    final int role;
    final boolean keepConnection;
    String method = "";
    String path = "";
    boolean headComplete;
    boolean stdinComplete;
    boolean dataComplete;
    boolean hasBody;

    /// How long its body is, by its own word; 0: it does not say.
    long length;

    /// How many bytes a worker gets of those records that have come.
    long bytes = RecordHeader.BEGIN_BYTES;

    boolean triedAgain;

    /// How often it was taken back from a worker that had not read it.
    int takenBack;

    long since;

    Request(int id, int role, boolean keepConnection) {
        this.id = id;
        this.role = role;
        this.keepConnection = keepConnection;
        this.stdinComplete = role == AUTHORIZER;
        this.dataComplete = role != FILTER;
    }

    @Override
    public void params(String itsMethod, String itsPath, long contentLength) {
        method = itsMethod;
        path = itsPath;
        length = contentLength;
    }

    /// Whether all of it has come, and nothing is to come after it.
    boolean isLast() {
        return isComplete() && !keepConnection;
    }

    /// A record of its body has come. Whether that still belongs to it.
    ///
    /// @param ofData whether it is one of what a filter filters
    boolean takeBody(boolean ofData, boolean last) {
        boolean more = ofData ? !dataComplete : !stdinComplete;
        stdinComplete |= last && !ofData;
        dataComplete |= last && ofData;
        return more;
    }

    static boolean isKnownRole(int role) {
        return role >= RESPONDER && role <= FILTER;
    }

    /// Whether all of it has come from the client.
    boolean isComplete() {
        return headComplete && stdinComplete && dataComplete;
    }

    /// Whether all of it is no more than a worker reads at once, by its own word.
    boolean isSmall() {
        return bytes + (hasBody ? 0 : length) + ROOM <= ONE_READ;
    }

    /// Whether some of it may be left unread by the worker, and its connection with it: one that
    /// closes it does so only after the end of its answer, when the next request is on its way.
    ///
    /// @param pieces how many it was sent in
    boolean mayBeUnread(int pieces) {
        return pieces > 1 || bytes > ONE_READ;
    }

    /// Whether asking twice does no more than asking once (RFC 9110, section 9.2.1).
    boolean isSafe() {
        return switch (method) {
            case "GET", "HEAD", "OPTIONS", "TRACE" -> true;
            default -> false;
        };
    }

    /// Whether it must be certain whether a worker sees it, which it is not where the worker may be
    /// about to leave, or to close its connection: what waits at its socket it has not seen. One
    /// without a method is no web server's; it goes over the connection that is there, once.
    boolean needsCertainty() {
        return triedAgain || !(isSafe() || method.isEmpty());
    }

    /// For the log.
    String words() {
        return method.isEmpty() && path.isEmpty() ? "request" : method + " " + path;
    }
}
