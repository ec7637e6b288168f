package dev.kidreaper.front;

import dev.kidreaper.fcgi.NameValuePairs;
import dev.kidreaper.fcgi.NameValuePairs.Pair;
import dev.kidreaper.fcgi.RecordType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// What a web server sends over one connection, made from a seed: requests one after the other,
/// among them what is rare, and what no web server should send.
final class RequestStream {
    private static final List<String> NAMES =
            List.of("REQUEST_METHOD", "REQUEST_URI", "CONTENT_LENGTH", "SCRIPT_NAME", "HTTP_HOST");
    private static final List<String> VALUES =
            List.of("GET", "POST", "/", "/a?b=c", "?", "", "0", "17", "99999999999", "1x", "-1");
    private static final byte[] ASKED =
            bytes(
                    NameValuePairs.encode(
                            List.of(
                                    new Pair("FCGI_MAX_CONNS", ""),
                                    new Pair("FCGI_MPXS_CONNS", ""),
                                    new Pair("FCGI_OTHER", ""))));

    private final SplittableRandom random;
    private final RecordBytes out;
    private final List<Integer> answered = new ArrayList<>();
    private final boolean large;
    private final boolean corrupt;

    RequestStream(long seed) {
        random = new SplittableRandom(seed);
        out = new RecordBytes(random);
        large = chance(2000);
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            request();
        }
        corrupt = chance(4);
        if (corrupt) {
            out.corrupt(1 + random.nextInt(2));
        }
    }

    /// All of it.
    byte[] bytes() {
        return out.bytes();
    }

    /// Whether some of it was made wrong afterwards.
    boolean isCorrupt() {
        return corrupt;
    }

    /// Where an answer is complete, perhaps before all of its request has come.
    List<Integer> answered() {
        return answered;
    }

    private boolean chance(int oneOf) {
        return random.nextInt(oneOf) == 0;
    }

    private void request() {
        int id = chance(9) ? 1 + random.nextInt(0xffff) : 1 + random.nextInt(3);
        int role = chance(20) ? random.nextInt(6) : 1 + random.nextInt(3);
        out.begin(id, role, chance(4) ? 0 : 1);
        out.stream(RecordType.PARAMS, id, params(), true);
        aside(id);
        if (chance(12)) {
            out.record(RecordType.ABORT_REQUEST, id, chance(9) ? new byte[1] : new byte[0]);
        }
        boolean body = chance(3);
        if (body) {
            byte[] content = content();
            if (chance(6)) { // Amid the next record, but not where only its padding lacks.
                answered.add(out.size() + random.nextInt(content.length > 0 ? 9 : 8));
            }
            out.stream(RecordType.STDIN, id, content, false);
            aside(id);
        }
        out.record(RecordType.STDIN, id, new byte[0]);
        if (role == Request.FILTER && !chance(9)) {
            out.stream(RecordType.DATA, id, content(), true);
        }
        if (!chance(15)) {
            answered.add(out.size());
        }
    }

    /// What is not part of that request.
    private void aside(int id) {
        switch (random.nextInt(24)) {
            case 0 -> out.record(RecordType.GET_VALUES, 0, ASKED);
            case 1 -> out.record(RecordType.GET_VALUES, 0, noise(random.nextInt(9)));
            case 2 -> out.record(10 + random.nextInt(246), 0, noise(random.nextInt(9)));
            case 3 -> out.record(9 + random.nextInt(247), id, noise(random.nextInt(9)));
            case 4 -> out.begin(id + 1, random.nextInt(5), 1);
            case 5 -> out.record(RecordType.STDIN, id + 1, noise(random.nextInt(9)));
            case 6 -> out.record(random.nextInt(12), random.nextInt(4), noise(random.nextInt(9)));
            default -> {}
        }
    }

    private byte[] content() {
        return noise(random.nextInt(large ? 150_000 : 40));
    }

    private byte[] params() {
        var pairs = new ArrayList<Pair>();
        for (int left = random.nextInt(large ? 40 : 6); left > 0; left--) {
            pairs.add(new Pair(name(), value()));
        }
        byte[] params = bytes(NameValuePairs.encode(pairs));
        if (params.length > 0 && chance(40)) {
            params[random.nextInt(params.length)] = (byte) random.nextInt(256);
        }
        return params;
    }

    private String name() {
        return chance(8)
                ? "N".repeat(random.nextInt(200))
                : NAMES.get(random.nextInt(NAMES.size()));
    }

    private String value() {
        if (chance(6)) {
            return "/v".repeat(random.nextInt(large ? 35_000 : 130));
        }
        return VALUES.get(random.nextInt(VALUES.size()));
    }

    private byte[] noise(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    static byte[] bytes(ByteBuffer from) {
        var bytes = new byte[from.remaining()];
        from.duplicate().get(bytes);
        return bytes;
    }
}
