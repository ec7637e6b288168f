package dev.kidreaper.front;

import static java.util.Objects.requireNonNull;

import dev.kidreaper.fcgi.FcgiRecord;
import dev.kidreaper.fcgi.FcgiReplies;
import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.fcgi.ParamsScanner;
import dev.kidreaper.fcgi.RecordDecoder;
import dev.kidreaper.front.io.BufferPool;
import dev.kidreaper.front.io.ByteSink;
import dev.kidreaper.linux.IoBuffer;
import dev.kidreaper.linux.LinuxException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// One connection's bytes, given to a request reader in pieces, with a worker that takes what it
/// likes.
final class RequestFuzz implements ClientInput.Sink {
    private final SplittableRandom random;
    private final ParamsScanner scanner;
    private final RequestReader reader;
    private final ByteArrayOutputStream replies = new ByteArrayOutputStream();
    private final List<ByteArrayOutputStream> requests = new ArrayList<>();
    private final List<RequestOracle.@Nullable Head> heads = new ArrayList<>();
    private @Nullable MalformedRecord malformed;
    private int ended;
    private boolean aborted;
    private boolean heldUp;

    RequestFuzz(SplittableRandom random, BufferPool bufferPool, ParamsScanner scanner) {
        this.random = random;
        this.scanner = scanner;
        this.reader = new RequestReader(this, bufferPool);
    }

    void feed(byte[] bytes, int from, int to) {
        try {
            for (int at = from; malformed == null && at < to; ) {
                at += feedOnce(bytes, at, to);
            }
        } catch (MalformedRecord e) {
            malformed = e;
        }
    }

    private int feedOnce(byte[] bytes, int at, int to) throws MalformedRecord {
        RequestBuffer buffer = reader.requestBuffer();
        boolean head = isHeadComplete();
        IoBuffer room = reader.room(head && random.nextBoolean());
        if (room == null) {
            deliver(1 << 16);
            if (buffer.isFull()) {
                buffer.giveUpSent();
            }
            room = reader.room(true);
            if (room == null) {
                return 0;
            }
        }
        int length = Math.min(to - at, room.space());
        room.append(Arrays.copyOfRange(bytes, at, at + length));
        do {
            heldUp = false;
            reader.scan();
        } while (heldUp);
        takeUp();
        Request begun = reader.beginning();
        if (begun != null) {
            scanner.clear();
            buffer.copyParams(scanner);
            scanner.read(begun);
            long body = begun.length >= Integer.MAX_VALUE ? -1 : begun.length;
            heads.set(heads.size() - 1, new RequestOracle.Head(begun.method, begun.path, body));
        }
        switch (isHeadComplete() ? random.nextInt(8) : 9) {
            case 0 -> deliver(1 + random.nextInt(40));
            case 1 -> again();
            default -> {}
        }
        buffer.release();
        return length;
    }

    /// Whether a worker may have it.
    private boolean isHeadComplete() {
        Request its = reader.request();
        return its != null && its.headComplete;
    }

    /// Notes a request as soon as some of it is there to be sent.
    private void takeUp() {
        if (reader.request() != null && requests.size() == ended) {
            requests.add(new ByteArrayOutputStream());
            heads.add(null);
        }
    }

    /// The worker takes some of what waits.
    private void deliver(int most) {
        takeUp();
        if (requests.isEmpty() || reader.requestBuffer().unsent() == 0) {
            return;
        }
        var left = new int[] {most};
        ByteSink worker =
                (from, at, length) -> {
                    var taken = new byte[Math.min(length, left[0])];
                    from.copy(at, taken, 0, taken.length);
                    requests.getLast().writeBytes(taken);
                    left[0] -= taken.length;
                    return taken.length;
                };
        try {
            reader.requestBuffer().sendOn(worker);
        } catch (LinuxException e) {
            throw new AssertionError(e);
        }
    }

    /// Another worker gets it from its start.
    private void again() {
        if (reader.request() != null && reader.requestBuffer().isWhole() && !requests.isEmpty()) {
            reader.requestBuffer().rewind();
            reader.requestBuffer().renumber(1 + random.nextInt(65_535));
            reader.requestBuffer().renumber(RequestReader.WORKER_REQUEST);
            requests.getLast().reset();
        }
    }

    /// The answer is complete.
    void answered() {
        Request its = reader.request();
        if (malformed == null && its != null) {
            deliver(Integer.MAX_VALUE);
            ended++;
            reader.end(its.keepConnection);
        }
    }

    @Override
    public void aborted() {
        int id = requireNonNull(reader.request()).id;
        replies.writeBytes(FcgiReplies.end(id, FcgiRecord.Ending.COMPLETE));
        aborted = true;
        answered();
    }

    @Override
    public void reply(byte[] record) {
        replies.writeBytes(record);
    }

    @Override
    public boolean takesReplies() {
        heldUp = random.nextInt(16) == 0;
        return !heldUp;
    }

    /// Nothing more comes.
    void close() {
        deliver(Integer.MAX_VALUE);
        reader.requestBuffer().close();
    }

    boolean isMalformed() {
        return malformed != null;
    }

    /// Compares with what ought to have come of it.
    void check(RequestOracle expected) throws MalformedRecord {
        boolean cutOff = !expected.isBetweenRecords();
        if (cutOff && malformed != null) {
            expected.complete();
        }
        if (malformed == null && aborted && expected.isHeadMalformed()) {
            return; // Given up before anybody looked at its parameters.
        }
        same("malformed: " + malformed, malformed != null, expected.isMalformed());
        if (malformed != null) {
            boolean there = malformed.offset() >= expected.start() || expected.isHeadMalformed();
            same(malformed + " in the record at " + expected.start(), there, true);
            return;
        }
        if (!cutOff) {
            same("replies", decoded(replies), expected.replies);
        }
        for (int i = 0; i < expected.requests.size(); i++) {
            RequestOracle.Expected its = expected.requests.get(i);
            List<FcgiRecord> got = decoded(requests.get(i));
            // What an empty record says is known before its padding has come.
            boolean early =
                    got.size() == its.records.size() + 1
                            && got.getLast() instanceof FcgiRecord.Piece last
                            && last.isLast();
            same("records", early ? got.subList(0, got.size() - 1) : got, its.records);
            if (!its.aborted && its.head != null && !(cutOff && aborted)) {
                same("head", heads.get(i), its.head);
            }
        }
    }

    /// Cheaper than what says more: it is asked some millions of times.
    static void same(String what, @Nullable Object actual, Object expected) {
        if (!expected.equals(actual)) {
            throw new AssertionError("%s: %s, not %s".formatted(what, actual, expected));
        }
    }

    private static List<FcgiRecord> decoded(ByteArrayOutputStream bytes) throws MalformedRecord {
        var records = new ArrayList<FcgiRecord>();
        new RecordDecoder().feed(ByteBuffer.wrap(bytes.toByteArray()), records::add);
        return records;
    }
}
