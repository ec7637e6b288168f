package dev.kidreaper.fcgi;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/// One FastCGI record: what it says, without header and padding.
///
/// Source: FastCGI Specification 1.0, 29 April 1996, sections 3 to 5.
public sealed interface FcgiRecord {
    /// The id of the request it belongs to; 0: the connection itself.
    int request();

    /// A request begins.
    ///
    /// @param role what the application is to do; 1 is the responder's part
    /// @param keepConnection whether the connection stays open after the answer
    record Begin(int request, int role, boolean keepConnection) implements FcgiRecord {
        /// The role of an application that answers requests.
        public static final int RESPONDER = 1;

        public Begin {
            requireRequest(request);
        }
    }

    /// The client does not want the answer any more.
    record Abort(int request) implements FcgiRecord {
        public Abort {
            requireRequest(request);
        }
    }

    /// The answer is complete.
    ///
    /// @param appStatus the application's exit status, an unsigned number
    record End(int request, int appStatus, Ending ending) implements FcgiRecord {
        public End {
            requireRequest(request);
        }
    }

    /// How a request ended.
    enum Ending {
        COMPLETE(0),
        CANNOT_MULTIPLEX(1),
        OVERLOADED(2),
        UNKNOWN_ROLE(3);

        private final int code;

        Ending(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        static Optional<Ending> of(int code) {
            return Arrays.stream(values()).filter(e -> e.code == code).findFirst();
        }
    }

    /// A piece of one of a request's streams; an empty one ends that stream.
    ///
    /// @param content read only
    record Piece(int request, Stream stream, ByteBuffer content) implements FcgiRecord {
        public Piece {
            requireRequest(request);
            content = own(content);
        }

        @Override
        public ByteBuffer content() {
            return content.duplicate();
        }

        /// Whether it ends its stream.
        public boolean isLast() {
            return !content.hasRemaining();
        }
    }

    /// The streams of a request.
    enum Stream {
        PARAMS(RecordType.PARAMS),
        STDIN(RecordType.STDIN),
        STDOUT(RecordType.STDOUT),
        STDERR(RecordType.STDERR),
        DATA(RecordType.DATA);

        private final int type;

        Stream(int type) {
            this.type = type;
        }

        int type() {
            return type;
        }

        static Optional<Stream> of(int type) {
            return switch (type) { // Asked for each record.
                case RecordType.PARAMS -> Optional.of(PARAMS);
                case RecordType.STDIN -> Optional.of(STDIN);
                case RecordType.STDOUT -> Optional.of(STDOUT);
                case RecordType.STDERR -> Optional.of(STDERR);
                case RecordType.DATA -> Optional.of(DATA);
                default -> Optional.empty();
            };
        }
    }

    /// Any other record: about the connection itself, or of a type that the specification does not
    /// know.
    ///
    /// @param content read only
    record Other(int type, int request, ByteBuffer content) implements FcgiRecord {
        public Other {
            content = own(content);
        }

        @Override
        public ByteBuffer content() {
            return content.duplicate();
        }
    }

    private static void requireRequest(int request) {
        if (request <= 0) {
            throw new IllegalArgumentException("a request has a positive id, not " + request);
        }
    }

    private static ByteBuffer own(ByteBuffer content) {
        if (content.remaining() > RecordHeader.MOST_CONTENT) {
            throw new IllegalArgumentException(
                    "%d bytes: a record carries at most %d"
                            .formatted(content.remaining(), RecordHeader.MOST_CONTENT));
        }
        return content.slice().asReadOnlyBuffer();
    }
}
