package dev.kidreaper.fcgi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What we answer ourselves, as bytes.
public final class FcgiReplies {
    private static final String MOST = "1024";

    private FcgiReplies() {}

    /// The end of a request that we did not take.
    public static byte[] end(int id, FcgiRecord.Ending ending) {
        return bytes(List.of(new FcgiRecord.End(id, 0, ending)));
    }

    /// A whole answer of our own.
    ///
    /// @param status such as `503 Service Unavailable`
    /// @param fields more lines of the head, each with its line end
    public static byte[] answer(int id, String status, String fields) {
        String body = status + "\n";
        String text =
                "Status: %s\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n%s\r\n%s"
                        .formatted(status, body.length(), fields, body);
        ByteBuffer content = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        var records = new ArrayList<>(RecordEncoder.stream(id, FcgiRecord.Stream.STDOUT, content));
        records.add(new FcgiRecord.End(id, 0, FcgiRecord.Ending.COMPLETE));
        return bytes(records);
    }

    /// What of the variables asked for we know (section 4.1): that a connection carries one request
    /// at a time.
    public static byte[] values(byte[] asked) throws MalformedRecord {
        var known = new ArrayList<NameValuePairs.Pair>();
        for (NameValuePairs.Pair pair : NameValuePairs.decode(ByteBuffer.wrap(asked))) {
            switch (pair.name()) {
                case "FCGI_MAX_CONNS", "FCGI_MAX_REQS" ->
                        known.add(new NameValuePairs.Pair(pair.name(), MOST));
                case "FCGI_MPXS_CONNS" -> known.add(new NameValuePairs.Pair(pair.name(), "0"));
                default -> {}
            }
        }
        return bytes(
                List.of(
                        new FcgiRecord.Other(
                                RecordType.GET_VALUES_RESULT, 0, NameValuePairs.encode(known))));
    }

    /// That we do not know such a record (section 4.2).
    public static byte[] unknownType(int type) {
        ByteBuffer content = ByteBuffer.allocate(8).put(0, (byte) type);
        return bytes(List.of(new FcgiRecord.Other(RecordType.UNKNOWN_TYPE, 0, content)));
    }

    private static byte[] bytes(List<FcgiRecord> records) {
        ByteBuffer encoded = RecordEncoder.bytes(records);
        var bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }
}
