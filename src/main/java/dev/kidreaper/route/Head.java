package dev.kidreaper.route;

import java.nio.charset.StandardCharsets;

/// Finds in a request's parameters what we want to know, without decoding the others.
final class Head {
    private static final byte[] METHOD = "REQUEST_METHOD".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] URI = "REQUEST_URI".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SCRIPT = "SCRIPT_NAME".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_PATH = 200;

    private final byte[] params;
    private int at;

    private Head(byte[] params) {
        this.params = params;
    }

    /// Tells a request its method and path.
    ///
    /// @throws Malformed when a length leads beyond the end
    static void read(byte[] params, Request into) throws Malformed {
        new Head(params).read(into);
    }

    private void read(Request into) throws Malformed {
        String script = "";
        while (at < params.length) {
            int begin = at;
            int name = length();
            int value = length();
            if ((long) at + name + value > params.length) {
                throw new Malformed(
                        begin,
                        "a name of %d bytes and a value of %d beyond the end of the parameters"
                                .formatted(name, value));
            }
            if (is(METHOD, name)) {
                into.method = text(at + name, value);
            } else if (is(URI, name)) {
                into.path = path(at + name, value);
            } else if (is(SCRIPT, name)) {
                script = path(at + name, value);
            }
            at += name + value;
        }
        if (into.path.isEmpty()) {
            into.path = script;
        }
    }

    private int length() throws Malformed {
        if (at >= params.length) {
            throw new Malformed(at, "a length is missing at the end of the parameters");
        }
        int first = params[at++];
        if (first >= 0) {
            return first;
        }
        if (params.length - at < 3) {
            throw new Malformed(at, "a length is incomplete at the end of the parameters");
        }
        int rest = 0;
        for (int i = 0; i < 3; i++) {
            rest = (rest << 8) + (params[at + i] & 0xff);
        }
        at += 3;
        return ((first & 0x7f) << 24) + rest;
    }

    private boolean is(byte[] wanted, int length) {
        return length == wanted.length
                && java.util.Arrays.equals(wanted, 0, length, params, at, at + length);
    }

    /// The path of a URI: what comes after `?` may be secret, and is no part of a route.
    private String path(int from, int length) {
        int end = from;
        while (end < from + Math.min(length, MOST_PATH) && params[end] != '?') {
            end++;
        }
        return text(from, end - from);
    }

    private String text(int from, int length) {
        return new String(params, from, Math.min(length, MOST_PATH), StandardCharsets.ISO_8859_1);
    }
}
