package dev.kidreaper.fcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kidreaper.demo.BoundedBytes;
import dev.kidreaper.fcgi.NameValuePairs.Pair;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NameValuePairsTest {
    private static final long SEED = 20070718;

    @Test
    void whatIsEncodedIsDecoded() throws MalformedRecord {
        var random = new Random(SEED);
        for (int round = 0; round < 500; round++) {
            var pairs = new ArrayList<Pair>();
            for (int i = random.nextInt(8); i > 0; i--) {
                pairs.add(
                        new Pair(
                                text(random, random.nextInt(200)),
                                text(random, random.nextInt(400))));
            }
            assertThat(NameValuePairs.decode(NameValuePairs.encode(pairs)))
                    .as("seed %d, round %d", SEED, round)
                    .isEqualTo(pairs);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 255, 256, 32767, 32768, 65535, 65536, 200_000})
    void namesAndValuesOfEveryLengthPassAcrossRecords(int length) throws MalformedRecord {
        var random = new Random(SEED);
        List<Pair> pairs =
                List.of(
                        new Pair(text(random, length), "short"),
                        new Pair("short", text(random, length)));
        List<FcgiRecord> records =
                RecordEncoder.stream(1, FcgiRecord.Stream.PARAMS, NameValuePairs.encode(pairs));
        var whole = new BoundedBytes(500_000);
        for (FcgiRecord record : records) {
            whole.add(((FcgiRecord.Piece) record).content());
        }
        assertThat(NameValuePairs.decode(whole.all())).isEqualTo(pairs);
    }

    @Test
    void aLengthIsOneByteBelow128AndElseFour() {
        assertThat(NameValuePairs.encode(List.of(new Pair("n".repeat(127), ""))).limit())
                .isEqualTo(1 + 1 + 127);
        ByteBuffer four = NameValuePairs.encode(List.of(new Pair("n".repeat(128), "")));
        assertThat(four.limit()).isEqualTo(4 + 1 + 128);
        assertThat(four.getInt()).isEqualTo(0x80000080);
    }

    @Test
    void aSmallLengthMayBeWrittenInFourBytes() throws MalformedRecord {
        ByteBuffer bytes = hex("800000018000000161" + "62");
        assertThat(NameValuePairs.decode(bytes)).containsExactly(new Pair("a", "b"));
    }

    @ParameterizedTest
    @CsvSource({
        "01, 1, the length of a value is missing",
        "800000, 0, the length of a name is incomplete",
        "01ff, 1, the length of a value is incomplete",
        "0101616205, 5, the length of a value is missing",
        "01026162, 0, 'a name of 1 bytes and a value of 2, but 2 are left'",
        "ffffffff80000001, 0, 'a name of 2147483647 bytes and a value of 1, but 0 are left'",
        "ffffffffffffffff, 0, 'a name of 2147483647 bytes and a value of 2147483647'"
    })
    void lengthsThatLeadNowhereAreRejected(String bytes, long at, String reason) {
        var e =
                catchThrowableOfType(
                        MalformedRecord.class, () -> NameValuePairs.decode(hex(bytes)));
        assertThat(e.offset()).isEqualTo(at);
        assertThat(e.reason()).contains(reason);
    }

    @Test
    void aStreamIsTakenUpToItsBound() throws MalformedRecord {
        var bytes = new BoundedBytes(10);
        bytes.add(ByteBuffer.allocate(10));
        var e =
                catchThrowableOfType(
                        MalformedRecord.class, () -> bytes.add(ByteBuffer.allocate(1)));
        assertThat(e).hasMessage("byte 10: more than 10 bytes");
    }

    private static ByteBuffer hex(String text) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(text));
    }

    private static String text(Random random, int length) {
        var text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) random.nextInt(256));
        }
        return text.toString();
    }
}
