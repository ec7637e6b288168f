package dev.kidreaper.front;

import dev.kidreaper.fcgi.MalformedRecord;
import dev.kidreaper.fcgi.ParamsScanner;
import dev.kidreaper.front.io.BufferPool;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Requests as they are really read, against the object codec: both see the same requests,
/// parameters, questions and faults, wherever the bytes are cut.
class RequestFuzzTest {
    private static final int CASES_CUT_AT_RANDOM = 100_000;
    private static final int CASES_CUT_EVERYWHERE = 60_000;
    private static final int MOST_BYTES_CUT_EVERYWHERE = 400;

    private final BufferPool bufferPool = new BufferPool();
    private final ParamsScanner scanner = new ParamsScanner();

    @Test
    void requestsAreReadAlikeWhereverChanceCutsThem() {
        cutAtRandom(0, CASES_CUT_AT_RANDOM);
    }

    void cutAtRandom(long from, long to) {
        for (long seed = from; seed < to; seed++) {
            var stream = new RequestStream(seed);
            var random = new SplittableRandom(~seed);
            int pieces = 1 + random.nextInt(6);
            run(stream, stream.bytes(), pieces, 0, random, seed);
        }
    }

    @Test
    void requestsAreReadAlikeWhereverTheyAreCutInTwo() {
        int cases = 0;
        for (long seed = -1; cases < CASES_CUT_EVERYWHERE; seed--) {
            var stream = new RequestStream(seed);
            byte[] bytes = stream.bytes();
            for (int cut = 0; cut < Math.min(bytes.length, MOST_BYTES_CUT_EVERYWHERE); cut++) {
                var random = new SplittableRandom(cut);
                run(stream, bytes, 2, cut, random, seed);
                cases++;
            }
        }
    }

    @Test
    void requestsAreReadAlikeByteForByte() {
        for (long seed = 0; seed < 3_000; seed++) {
            var stream = new RequestStream(seed);
            byte[] bytes = stream.bytes();
            if (bytes.length < 10_000) {
                run(stream, bytes, bytes.length, 0, new SplittableRandom(seed), seed);
            }
        }
    }

    private void run(
            RequestStream stream,
            byte[] bytes,
            int pieces,
            int first,
            SplittableRandom random,
            long seed) {
        var fuzz = new RequestFuzz(random, bufferPool, scanner);
        try {
            RequestOracle oracle = feed(fuzz, stream, bytes, pieces, first, random);
            fuzz.close();
            fuzz.check(oracle);
        } catch (AssertionError | RuntimeException | MalformedRecord e) {
            throw new AssertionError("seed %d, cut at %d".formatted(seed, first), e);
        }
    }

    /// @param first where the first piece ends; 0: anywhere
    private static RequestOracle feed(
            RequestFuzz fuzz,
            RequestStream stream,
            byte[] bytes,
            int pieces,
            int first,
            SplittableRandom random) {
        var oracle = new RequestOracle();
        int at = 0;
        int left = pieces;
        List<Integer> answered = stream.answered();
        int next = 0;
        while (at < bytes.length && !fuzz.isMalformed()) {
            int to =
                    next < answered.size()
                            ? Math.min(answered.get(next), bytes.length)
                            : bytes.length;
            if (first > at) {
                to = Math.min(to, first);
            } else if (first == 0 && left > 1 && to > at) {
                to = left >= bytes.length ? at + 1 : at + 1 + random.nextInt(to - at);
                left -= left >= bytes.length ? 0 : 1;
            }
            fuzz.feed(bytes, at, to);
            oracle.feed(bytes, at, to);
            at = to;
            boolean complete = next < answered.size() && at == answered.get(next);
            next += complete ? 1 : 0;
            boolean between = oracle.isBetweenRecords() || !stream.isCorrupt();
            if (complete && between && !fuzz.isMalformed()) {
                fuzz.answered();
                oracle.answered();
            }
        }
        return oracle;
    }
}
