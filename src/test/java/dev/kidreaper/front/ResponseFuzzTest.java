package dev.kidreaper.front;

import static dev.kidreaper.front.RequestFuzz.same;

import dev.kidreaper.fcgi.FcgiRecord;
import dev.kidreaper.fcgi.FcgiReplies;
import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.fcgi.RecordDecoder;
import dev.kidreaper.fcgi.RecordType;
import dev.kidreaper.front.io.BufferPool;
import dev.kidreaper.linux.IoBuffer;
import dev.kidreaper.linux.LinuxException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Answers as they are really passed on, against the object codec: both see the same records and
/// the same faults, wherever the bytes are cut, and whatever the web server takes of them at once.
class ResponseFuzzTest {
    private static final int CASES = 60_000;
    private static final int CLIENT_ID = 0x1234;
    private static final byte[] OURS = FcgiReplies.unknownType(99);

    private final BufferPool bufferPool = new BufferPool();

    /// One answer on its way.
    private static final class Passed {
        private final ResponseWriter writer;
        private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        private int ours;
        private int takes;
        private boolean malformed;

        private Passed(BufferPool bufferPool) {
            writer = new ResponseWriter(this::take, bufferPool);
            writer.begin();
        }

        private int take(IoBuffer from, int at, int length) {
            var taken = new byte[Math.min(length, takes)];
            from.copy(at, taken, 0, taken.length);
            takes -= taken.length;
            sent.writeBytes(taken);
            return taken.length;
        }

        private void flush(int most) throws LinuxException {
            takes = most;
            writer.flush();
        }

        private void feed(byte[] bytes, SplittableRandom random) throws LinuxException {
            try {
                for (int at = 0; at < bytes.length && !writer.isEnded(); ) {
                    IoBuffer room = writer.room();
                    if (room == null) {
                        flush(1 + random.nextInt(100_000));
                        continue;
                    }
                    int most = Math.min(bytes.length - at, room.space());
                    int length = random.nextBoolean() ? most : 1 + random.nextInt(most);
                    room.append(Arrays.copyOfRange(bytes, at, at + length));
                    at += length;
                    writer.scan(1, CLIENT_ID);
                    aside(random);
                }
            } catch (MalformedRecord e) {
                malformed = true;
            }
        }

        private void aside(SplittableRandom random) throws LinuxException {
            switch (random.nextInt(8)) {
                case 0 -> flush(random.nextInt(60));
                case 1 -> {
                    writer.put(OURS);
                    ours++;
                }
                default -> {}
            }
        }
    }

    @Test
    void answersArePassedOnAsTheyAre() throws LinuxException {
        answers(0, CASES);
    }

    void answers(long from, long to) throws LinuxException {
        for (long seed = from; seed < to; seed++) {
            var random = new SplittableRandom(seed);
            byte[] bytes = answer(random);
            var passed = new Passed(bufferPool);
            try {
                passed.feed(bytes, random);
                check(passed, bytes);
            } catch (AssertionError | RuntimeException | MalformedRecord e) {
                throw new AssertionError("seed " + seed, e);
            }
            passed.writer.close();
        }
    }

    private static byte[] answer(SplittableRandom random) {
        var out = new RecordBytes(random);
        boolean large = random.nextInt(2000) == 0;
        for (int left = random.nextInt(5); left > 0; left--) {
            var content = new byte[random.nextInt(large ? 120_000 : 60)];
            random.nextBytes(content);
            switch (random.nextInt(12)) {
                case 0 -> out.record(9 + random.nextInt(247), 0, new byte[4]);
                case 1 -> out.stream(RecordType.STDERR, 1, content, false);
                case 2 -> out.stream(RecordType.STDOUT, 1, content, true);
                default -> out.stream(RecordType.STDOUT, 1, content, false);
            }
        }
        if (random.nextInt(20) > 0) {
            out.record(RecordType.END_REQUEST, 1, new byte[8]);
        }
        if (random.nextInt(5) == 0) {
            out.corrupt(1 + random.nextInt(2));
        }
        return out.bytes();
    }

    private static void check(Passed passed, byte[] bytes) throws LinuxException, MalformedRecord {
        var expected = new Expected();
        expected.feed(bytes);
        boolean whole = !expected.malformed && !passed.malformed;
        if (whole && expected.ended) {
            same("ended", passed.writer.isEnded(), true);
        } else if (passed.malformed) {
            expected.complete(); // What is wrong in a header need not wait for the rest.
            same("malformed", expected.malformed || expected.ended, true);
        } else if (expected.malformed) {
            same("what only the codec minds", expected.onlyStatus, true);
            return;
        }
        if (passed.malformed) {
            return;
        }
        boolean cut = !passed.writer.isEnded();
        if (cut) {
            passed.writer.poison();
        }
        passed.flush(Integer.MAX_VALUE);
        byte[] sent = passed.sent.toByteArray();
        int end = cut ? sent.length - 8 : sent.length;
        var got = new ArrayList<FcgiRecord>();
        var decoder = new RecordDecoder();
        decoder.feed(ByteBuffer.wrap(sent, 0, end), got::add);
        same("cut between two records", decoder.isBetweenRecords(), true);
        var own = new FcgiRecord.Other(11, 0, ByteBuffer.allocate(8).put(0, (byte) 99));
        int all = got.size();
        got.removeIf(own::equals);
        same("records of our own", all - got.size(), passed.ours);
        same("records", got, expected.records);
    }

    /// What the object codec makes of a worker's bytes.
    private static final class Expected {
        private final List<FcgiRecord> records = new ArrayList<>();
        private final RecordDecoder decoder = new RecordDecoder();
        private boolean malformed;
        private boolean ended;
        private boolean onlyStatus;

        private void feed(byte[] bytes) {
            if (malformed || ended) {
                return;
            }
            try {
                decoder.feed(ByteBuffer.wrap(bytes), this::take);
            } catch (MalformedRecord e) {
                malformed |= !ended;
                onlyStatus = e.reason().contains("status");
            }
        }

        private void complete() {
            while (!malformed && !ended && !decoder.isBetweenRecords()) {
                feed(new byte[1]);
            }
        }

        private void take(FcgiRecord record) {
            if (ended || malformed) {
                return;
            }
            switch (record) {
                case FcgiRecord.End r when r.request() == 1 -> {
                    ended = true;
                    records.add(new FcgiRecord.End(CLIENT_ID, r.appStatus(), r.ending()));
                }
                case FcgiRecord.Piece r when r.request() == 1 && isAnswer(r.stream()) ->
                        records.add(new FcgiRecord.Piece(CLIENT_ID, r.stream(), r.content()));
                case FcgiRecord.Other r when r.request() == 0 && r.type() > RecordType.DATA -> {}
                default -> malformed = true;
            }
        }

        private static boolean isAnswer(FcgiRecord.Stream stream) {
            return stream == FcgiRecord.Stream.STDOUT || stream == FcgiRecord.Stream.STDERR;
        }
    }
}
