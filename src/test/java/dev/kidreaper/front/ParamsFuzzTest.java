package dev.kidreaper.front;

import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.fcgi.NameValuePairs;
import dev.kidreaper.fcgi.NameValuePairs.Pair;
import dev.kidreaper.fcgi.ParamsScanner;
import dev.kidreaper.linux.IoBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Parameters as they are really read, against the object codec.
class ParamsFuzzTest {
    private static final int CASES = 150_000;
    private static final List<String> NAMES =
            List.of("REQUEST_METHOD", "REQUEST_URI", "CONTENT_LENGTH", "SCRIPT_NAME", "A", "");
    private static final int[] LENGTHS = {0, 1, 3, 127, 128, 199, 200, 201, 255, 256};

    private final ParamsScanner scanner = new ParamsScanner();

    @Test
    void bothReadTheSameOrFindTheSameFault() {
        try (var buffer = new IoBuffer(1 << 13)) {
            for (long seed = 0; seed < CASES; seed++) {
                byte[] params = params(new SplittableRandom(seed));
                buffer.clear();
                buffer.append(params);
                scanner.clear();
                scanner.add(buffer, 0, params.length / 2);
                scanner.add(buffer, params.length / 2, params.length - params.length / 2);
                RequestFuzz.same("seed " + seed, read(), expected(params));
            }
        }
    }

    private static byte[] params(SplittableRandom random) {
        var pairs = new ArrayList<Pair>();
        for (int left = random.nextInt(6); left > 0; left--) {
            String value = "/?12"; // Cut anywhere by its length.
            int length = LENGTHS[random.nextInt(LENGTHS.length)];
            String text = value.substring(random.nextInt(4)).repeat(100);
            pairs.add(
                    new Pair(
                            NAMES.get(random.nextInt(NAMES.size())),
                            text.substring(0, Math.min(length, text.length()))));
        }
        byte[] params = RequestStream.bytes(NameValuePairs.encode(pairs));
        for (int times = random.nextInt(4) - 1; times > 0 && params.length > 0; times--) {
            params[random.nextInt(params.length)] = (byte) random.nextInt(256);
        }
        return params;
    }

    /// What they say, or where they are wrong.
    private Object read() {
        var request = new Request(1, Request.RESPONDER, true);
        try {
            scanner.read(request);
        } catch (MalformedRecord e) {
            return e.offset();
        }
        long length = request.length >= Integer.MAX_VALUE ? -1 : request.length;
        return new RequestOracle.Head(request.method, request.path, length);
    }

    private static Object expected(byte[] params) {
        try {
            return RequestOracle.head(NameValuePairs.decode(ByteBuffer.wrap(params)));
        } catch (MalformedRecord e) {
            return e.offset();
        }
    }
}
