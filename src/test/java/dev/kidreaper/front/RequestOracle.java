package dev.kidreaper.front;

import dev.kidreaper.fcgi.FcgiRecord;
import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.fcgi.NameValuePairs;
import dev.kidreaper.fcgi.NameValuePairs.Pair;
import dev.kidreaper.fcgi.RecordDecoder;
import dev.kidreaper.fcgi.RecordType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a request reader ought to make of a web server's bytes, told by whole records of the object
/// codec.
final class RequestOracle {
    private static final int MOST_ASKED = 4096;

    /// What parameters say.
    record Head(String method, String path, long length) {}

    /// A request, with the records that its worker is to get.
    static final class Expected {
        private final FcgiRecord.Begin begin;
        private final ByteArrayOutputStream params = new ByteArrayOutputStream();
        private boolean stdin;
        private boolean data;
        final List<FcgiRecord> records = new ArrayList<>();
        @Nullable Head head;
        boolean aborted;

        private Expected(FcgiRecord.Begin begin) {
            this.begin = begin;
            this.stdin = begin.role() != Request.AUTHORIZER;
            this.data = begin.role() == Request.FILTER;
            records.add(new FcgiRecord.Begin(1, begin.role(), true));
        }
    }

    private final RecordDecoder decoder = new RecordDecoder();
    private @Nullable Expected now;
    private long start;
    private boolean over;
    private boolean malformed;
    private boolean headMalformed;
    final List<Expected> requests = new ArrayList<>();
    final List<FcgiRecord> replies = new ArrayList<>();

    void feed(byte[] bytes, int from, int to) {
        if (malformed || over) {
            return;
        }
        try {
            decoder.feed(ByteBuffer.wrap(bytes, from, to - from), this::take);
        } catch (MalformedRecord e) {
            malformed |= !over;
        }
    }

    /// Completes what has been cut off, with zeros.
    void complete() {
        while (!malformed && !over && !decoder.isBetweenRecords()) {
            feed(new byte[1], 0, 1);
        }
    }

    boolean isBetweenRecords() {
        return decoder.isBetweenRecords();
    }

    boolean isMalformed() {
        return malformed;
    }

    /// Whether parameters were no pairs.
    boolean isHeadMalformed() {
        return headMalformed;
    }

    /// Where the malformed record begins.
    long start() {
        return start;
    }

    /// The answer is complete.
    void answered() {
        if (now != null) {
            over |= !now.begin.keepConnection();
            now = null;
        }
    }

    private void take(FcgiRecord record) {
        if (malformed || over) {
            return;
        }
        switch (record) {
            case FcgiRecord.Begin r -> begin(r);
            case FcgiRecord.Abort r -> {
                if (now != null && now.begin.request() == r.request()) {
                    now.aborted = true;
                    replies.add(end(r.request(), FcgiRecord.Ending.COMPLETE));
                    answered();
                }
            }
            case FcgiRecord.End _ -> malformed = true;
            case FcgiRecord.Piece r -> piece(r);
            case FcgiRecord.Other r -> other(r);
        }
        if (!malformed) {
            start = decoder.offset();
        }
    }

    private void begin(FcgiRecord.Begin r) {
        if (now != null && now.begin.request() == r.request()) {
            malformed = true;
        } else if (now != null) {
            replies.add(end(r.request(), FcgiRecord.Ending.CANNOT_MULTIPLEX));
        } else if (r.role() < Request.RESPONDER || r.role() > Request.FILTER) {
            replies.add(end(r.request(), FcgiRecord.Ending.UNKNOWN_ROLE));
        } else {
            now = new Expected(r);
            requests.add(now);
        }
    }

    private void piece(FcgiRecord.Piece r) {
        Expected its = now;
        if (r.stream() == FcgiRecord.Stream.STDOUT || r.stream() == FcgiRecord.Stream.STDERR) {
            malformed = true;
        } else if (its != null && its.begin.request() == r.request()) {
            boolean params = r.stream() == FcgiRecord.Stream.PARAMS;
            if (params == (its.head != null)) {
                malformed = true;
            } else if (params) {
                params(its, r);
            } else if (r.stream() == FcgiRecord.Stream.STDIN ? its.stdin : its.data) {
                its.records.add(ours(r));
                its.stdin &= !(r.isLast() && r.stream() == FcgiRecord.Stream.STDIN);
                its.data &= !(r.isLast() && r.stream() == FcgiRecord.Stream.DATA);
            }
        }
    }

    private void params(Expected its, FcgiRecord.Piece r) {
        its.params.writeBytes(RequestStream.bytes(r.content()));
        its.records.add(ours(r));
        if (r.isLast()) {
            try {
                its.head = head(NameValuePairs.decode(ByteBuffer.wrap(its.params.toByteArray())));
            } catch (MalformedRecord e) {
                malformed = true;
                headMalformed = true;
            }
        }
    }

    private void other(FcgiRecord.Other r) {
        if (r.request() != 0) {
            return;
        }
        if (r.type() != RecordType.GET_VALUES) {
            ByteBuffer content = ByteBuffer.allocate(8).put(0, (byte) r.type());
            replies.add(new FcgiRecord.Other(11, 0, content));
        } else if (r.content().remaining() > MOST_ASKED) {
            malformed = true;
        } else {
            try {
                replies.add(
                        new FcgiRecord.Other(10, 0, values(NameValuePairs.decode(r.content()))));
            } catch (MalformedRecord e) {
                malformed = true;
            }
        }
    }

    private static ByteBuffer values(List<Pair> asked) {
        return NameValuePairs.encode(
                asked.stream()
                        .filter(p -> p.name().matches("FCGI_(MAX_CONNS|MAX_REQS|MPXS_CONNS)"))
                        .map(p -> new Pair(p.name(), p.name().contains("MAX") ? "1024" : "0"))
                        .toList());
    }

    private static FcgiRecord end(int request, FcgiRecord.Ending ending) {
        return new FcgiRecord.End(request, 0, ending);
    }

    private static FcgiRecord ours(FcgiRecord.Piece r) {
        return new FcgiRecord.Piece(1, r.stream(), r.content());
    }

    /// What those pairs say; the last one of a name counts.
    static Head head(List<Pair> pairs) {
        String path = path(last(pairs, "REQUEST_URI"));
        String length = last(pairs, "CONTENT_LENGTH");
        return new Head(
                most(last(pairs, "REQUEST_METHOD")),
                path.isEmpty() ? path(last(pairs, "SCRIPT_NAME")) : path,
                length.isEmpty() ? 0 : isShortNumber(length) ? Long.parseLong(length) : -1);
    }

    private static boolean isShortNumber(String text) {
        return text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static String last(List<Pair> pairs, String name) {
        String value = "";
        for (Pair pair : pairs) {
            value = pair.name().equals(name) ? pair.value() : value;
        }
        return value;
    }

    private static String path(String uri) {
        int question = uri.indexOf('?');
        return most(question < 0 ? uri : uri.substring(0, question));
    }

    private static String most(String text) {
        return text.substring(0, Math.min(200, text.length()));
    }
}
