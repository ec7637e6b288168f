package dev.kidreaper.front;

import dev.kidreaper.fcgi.FcgiRecord;
import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.fcgi.NameValuePairs;
import dev.kidreaper.fcgi.NameValuePairs.Pair;
import dev.kidreaper.fcgi.RecordDecoder;
import dev.kidreaper.fcgi.RecordEncoder;
import dev.kidreaper.linux.IoBuffer;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.StreamSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The other end of a connection of the front: a web server's, or a worker's. It never waits.
final class TestPeer implements AutoCloseable {
    private final StreamSocket socket;
    private final RecordDecoder decoder = new RecordDecoder();
    private final List<FcgiRecord> got = new ArrayList<>();
    private boolean ended;
    private int asked = 1;
    private int replies;

    TestPeer(StreamSocket socket) {
        this.socket = socket;
    }

    /// Sends a whole request.
    void request(String method, String path, boolean keep) throws LinuxException {
        List<Pair> pairs =
                List.of(new Pair("REQUEST_METHOD", method), new Pair("REQUEST_URI", path));
        var records = new ArrayList<FcgiRecord>();
        records.add(new FcgiRecord.Begin(1, FcgiRecord.Begin.RESPONDER, keep));
        records.addAll(stream(FcgiRecord.Stream.PARAMS, NameValuePairs.encode(pairs)));
        records.addAll(stream(FcgiRecord.Stream.STDIN, ByteBuffer.allocate(0)));
        send(records);
    }

    /// Sends a whole answer.
    void answer(String text) throws LinuxException {
        send(piece(text));
        send(List.of(new FcgiRecord.End(asked, 0, FcgiRecord.Ending.COMPLETE)));
    }

    /// The number by which it was asked last.
    int asked() {
        return asked;
    }

    /// Answers by a number that it was asked by before.
    void answerAs(int request, String text) throws LinuxException {
        asked = request;
        answer(text);
    }

    /// Sends some of an answer.
    void begin(String text) throws LinuxException {
        send(piece(text));
    }

    private List<FcgiRecord> piece(String text) {
        ByteBuffer content = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        return List.of(new FcgiRecord.Piece(asked, FcgiRecord.Stream.STDOUT, content));
    }

    private static List<FcgiRecord> stream(FcgiRecord.Stream stream, ByteBuffer content) {
        return RecordEncoder.stream(1, stream, content);
    }

    void send(List<FcgiRecord> records) throws LinuxException {
        bytes(RequestStream.bytes(RecordEncoder.bytes(records)));
    }

    /// Sends just these.
    void bytes(byte[] bytes) throws LinuxException {
        try (var buffer = new IoBuffer(bytes.length)) {
            buffer.append(bytes);
            socket.write(buffer, 0, bytes.length);
        }
    }

    /// Sends of these what the front takes now. How many bytes that are.
    int offer(byte[] bytes, int from) throws LinuxException {
        try (var buffer = new IoBuffer(bytes.length)) {
            buffer.append(bytes);
            return socket.write(buffer, from, bytes.length - from);
        }
    }

    /// How many records have come that belong to no request.
    int replies() {
        return replies;
    }

    /// Sends no more.
    void endSending() {
        socket.endSending();
    }

    /// What has come, of a request or an answer: its content as one text, `|` at each end.
    String got() throws LinuxException, MalformedRecord {
        return got(1 << 18);
    }

    /// As {@link #got}, but no more than so many bytes are taken.
    String got(int most) throws LinuxException, MalformedRecord {
        try (var buffer = new IoBuffer(most)) {
            int more = socket.read(buffer);
            ended |= more < 0;
            var bytes = new byte[buffer.limit()];
            buffer.copy(0, bytes, 0, bytes.length);
            decoder.feed(ByteBuffer.wrap(bytes), got::add);
        }
        var text = new StringBuilder();
        for (FcgiRecord record : got) {
            switch (record) {
                case FcgiRecord.Piece p ->
                        text.append(StandardCharsets.US_ASCII.decode(p.content()));
                case FcgiRecord.Begin begun -> asked = begun.request();
                case FcgiRecord.End _ -> text.append('|');
                case FcgiRecord.Other _ -> replies++;
                default -> {}
            }
        }
        got.clear();
        return text.toString();
    }

    /// Whether the front has closed the connection, as {@link #got} saw.
    boolean isEnded() {
        return ended;
    }

    @Override
    public void close() {
        socket.close();
    }
}
