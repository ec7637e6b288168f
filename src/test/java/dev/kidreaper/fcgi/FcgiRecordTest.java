package dev.kidreaper.fcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FcgiRecordTest {
    private static final long SEED = 20260711;

    @Test
    void whatIsEncodedIsDecoded() throws MalformedRecord {
        var random = new Random(SEED);
        for (int round = 0; round < 500; round++) {
            List<FcgiRecord> records = records(random);
            assertThat(decode(RecordEncoder.bytes(records)))
                    .as("seed %d, round %d", SEED, round)
                    .isEqualTo(records);
        }
    }

    @Test
    void itDoesNotMatterWhereTheBytesAreCut() throws MalformedRecord {
        List<FcgiRecord> records =
                List.of(
                        new FcgiRecord.Begin(1, FcgiRecord.Begin.RESPONDER, true),
                        new FcgiRecord.Piece(1, FcgiRecord.Stream.PARAMS, bytes(13)),
                        new FcgiRecord.Other(9, 0, bytes(3)),
                        new FcgiRecord.Abort(1),
                        new FcgiRecord.End(1, -1, FcgiRecord.Ending.OVERLOADED));
        ByteBuffer whole = RecordEncoder.bytes(records);
        for (int cut = 0; cut <= whole.limit(); cut++) {
            var decoder = new RecordDecoder();
            var got = new ArrayList<FcgiRecord>();
            decoder.feed(whole.slice(0, cut), got::add);
            decoder.feed(whole.slice(cut, whole.limit() - cut), got::add);
            assertThat(got).as("cut at %d", cut).isEqualTo(records);
            assertThat(decoder.isBetweenRecords()).isTrue();
        }
    }

    @Test
    void bytesMayComeOneByOne() throws MalformedRecord {
        List<FcgiRecord> records = records(new Random(SEED));
        ByteBuffer whole = RecordEncoder.bytes(records);
        var decoder = new RecordDecoder();
        var got = new ArrayList<FcgiRecord>();
        while (whole.hasRemaining()) {
            decoder.feed(ByteBuffer.wrap(new byte[] {whole.get()}), got::add);
        }
        assertThat(got).isEqualTo(records);
        assertThat(decoder.offset()).isEqualTo(whole.limit());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 127, 128, 255, 32767, 32768, 65528, 65535})
    void contentOfEveryLengthPasses(int length) throws MalformedRecord {
        var piece = new FcgiRecord.Piece(0xFFFF, FcgiRecord.Stream.STDOUT, bytes(length));
        ByteBuffer encoded = RecordEncoder.bytes(List.of(piece));
        assertThat(encoded.limit() % 8).as("padded").isZero();
        assertThat(decode(encoded)).containsExactly(piece);
    }

    @ParameterizedTest
    @CsvSource({"0,1", "1,2", "65535,2", "65536,3", "131070,3", "131071,4"})
    void aStreamIsCutIntoRecordsAndEnded(int length, int count) {
        ByteBuffer content = bytes(length);
        List<FcgiRecord> records = RecordEncoder.stream(3, FcgiRecord.Stream.STDIN, content);
        assertThat(records).hasSize(count);
        var together = ByteBuffer.allocate(length);
        records.forEach(f -> together.put(((FcgiRecord.Piece) f).content()));
        assertThat(together.flip()).isEqualTo(content);
        assertThat(((FcgiRecord.Piece) records.getLast()).isLast()).isTrue();
    }

    @Test
    void paddingOfAnyLengthIsSkipped() throws MalformedRecord {
        for (int padding : new int[] {0, 1, 7, 8, 255}) {
            ByteBuffer bytes = ByteBuffer.allocate(8 + 2 + padding);
            new RecordHeader(6, 1, 2, padding).put(bytes);
            bytes.put((byte) 'o').put((byte) 'k');
            bytes.position(bytes.limit()).flip();
            var expected =
                    new FcgiRecord.Piece(1, FcgiRecord.Stream.STDOUT, ByteBuffer.wrap(ascii("ok")));
            assertThat(decode(bytes)).as("padding %d", padding).containsExactly(expected);
        }
    }

    @Test
    void anEndWithinARecordIsNoticed() throws MalformedRecord {
        ByteBuffer bytes = RecordEncoder.bytes(List.of(new FcgiRecord.Abort(1)));
        for (int length = 1; length < bytes.limit(); length++) {
            var decoder = new RecordDecoder();
            decoder.feed(bytes.slice(0, length), f -> {});
            assertThat(decoder.isBetweenRecords()).as("after %d bytes", length).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    0201000100080000,                 0, version 2
                    4745542f20485454,                 0, version 71
                    0101000000080000,                 2, 'needs a request id, not 0'
                    0104000000000000,                 2, 'needs a request id, not 0'
                    0101000100070000,                 4, '7 bytes of content, but a record'
                    0102000100010000,                 4, '1 bytes of content, but a record'
                    01030001000800000000000004000000, 12, 'protocol status 4'
                    """)
    void garbageIsRejectedWithPlaceAndReason(String hex, long at, String reason) {
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
        var e = catchThrowableOfType(MalformedRecord.class, () -> decode(bytes));
        assertThat(e.offset()).isEqualTo(at);
        assertThat(e.reason()).contains(reason);
    }

    @Test
    void thePlaceIsCountedFromTheBeginningOfTheStream() {
        ByteBuffer good =
                RecordEncoder.bytes(List.of(new FcgiRecord.Abort(1), new FcgiRecord.Abort(2)));
        ByteBuffer bytes = ByteBuffer.allocate(24).put(good).put(new byte[8]).flip();
        assertThatThrownBy(() -> decode(bytes)).hasMessage("byte 16: version 0, not 1");
    }

    @Test
    void noiseNeverDoesAnythingButBeRejected() {
        var random = new Random(SEED);
        for (int round = 0; round < 20_000; round++) {
            var noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            if (noise.length > 1) {
                noise[0] = 1;
                noise[1] = (byte) random.nextInt(12);
            }
            try {
                decode(ByteBuffer.wrap(noise));
            } catch (MalformedRecord e) {
                assertThat(e.offset()).isBetween(0L, (long) noise.length);
            }
        }
    }

    @Test
    void recordsRefuseWhatNoRecordCanSay() {
        assertThatThrownBy(() -> new FcgiRecord.Abort(0)).hasMessageContaining("positive id");
        assertThatThrownBy(() -> new FcgiRecord.Piece(1, FcgiRecord.Stream.STDIN, bytes(65536)))
                .hasMessageContaining("at most 65535");
        assertThatThrownBy(() -> new RecordHeader(1, 65536, 0, 0)).hasMessageContaining("65536");
        assertThatThrownBy(() -> new RecordHeader(1, 1, 0, 256)).hasMessageContaining("256");
    }

    private static List<FcgiRecord> records(Random random) {
        var records = new ArrayList<FcgiRecord>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            int request = 1 + random.nextInt(0xFFFF);
            FcgiRecord.Stream[] streams = FcgiRecord.Stream.values();
            FcgiRecord.Ending[] endings = FcgiRecord.Ending.values();
            records.add(
                    switch (random.nextInt(5)) {
                        case 0 ->
                                new FcgiRecord.Begin(
                                        request, random.nextInt(0x10000), random.nextBoolean());
                        case 1 -> new FcgiRecord.Abort(request);
                        case 2 ->
                                new FcgiRecord.End(
                                        request,
                                        random.nextInt(),
                                        endings[random.nextInt(endings.length)]);
                        case 3 ->
                                new FcgiRecord.Piece(
                                        request,
                                        streams[random.nextInt(streams.length)],
                                        bytes(random.nextInt(3000)));
                        default -> new FcgiRecord.Other(9 + random.nextInt(247), 0, bytes(5));
                    });
        }
        return records;
    }

    private static List<FcgiRecord> decode(ByteBuffer bytes) throws MalformedRecord {
        var records = new ArrayList<FcgiRecord>();
        new RecordDecoder().feed(bytes.duplicate(), records::add);
        return records;
    }

    private static ByteBuffer bytes(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
}
