package dev.kidreaper.fcgi;

import dev.kidreaper.linux.IoBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Finds in a request's parameters what we want to know, without decoding the others. Used again
/// for the next request, so that nothing is allocated but what a request keeps.
public final class ParamsScanner {
    private static final byte[] METHOD = "REQUEST_METHOD".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] URI = "REQUEST_URI".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LENGTH = "CONTENT_LENGTH".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SCRIPT = "SCRIPT_NAME".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_PATH = 200;

    /// So much is usual; what one request needed beyond it is given back.
    private static final int USUAL = 8192;

    /// Is told what the parameters say of a request.
    public interface Sink {
        /// What they say; empty and 0 where they say nothing.
        ///
        /// @param path without what comes after `?`
        /// @param length of the body, in bytes
        void params(String method, String path, long length);
    }

    private byte[] params = new byte[USUAL];
    private int end;
    private int at;
    private final KnownTexts knownTexts = new KnownTexts();

    /// Begins with another request's.
    public void clear() {
        end = 0;
        at = 0;
        if (params.length > USUAL) {
            params = new byte[USUAL];
        }
    }

    /// Adds a piece of the parameters.
    public void add(IoBuffer from, int index, int length) {
        if (params.length - end < length) {
            params = Arrays.copyOf(params, Math.max(2 * params.length, end + length));
        }
        from.copy(index, params, end, length);
        end += length;
    }

    /// Tells what all of them, taken together, say.
    ///
    /// @throws MalformedRecord when a length leads beyond the end
    public void read(Sink into) throws MalformedRecord {
        String method = "";
        String path = "";
        long contentLength = 0;
        int script = 0;
        int scriptLength = 0;
        while (at < end) {
            int begin = at;
            int name = length();
            int value = length();
            if ((long) at + name + value > end) {
                throw new MalformedRecord(
                        begin,
                        "a name of %d bytes and a value of %d beyond the end of the parameters"
                                .formatted(name, value));
            }
            if (is(METHOD, name)) {
                method = text(at + name, value);
            } else if (is(URI, name)) {
                path = path(at + name, value);
            } else if (is(LENGTH, name)) {
                contentLength = number(at + name, value);
            } else if (is(SCRIPT, name)) {
                script = at + name;
                scriptLength = value;
            }
            at += name + value;
        }
        into.params(method, path.isEmpty() ? path(script, scriptLength) : path, contentLength);
    }

    private int length() throws MalformedRecord {
        if (at >= end) {
            throw new MalformedRecord(at, "a length is missing at the end of the parameters");
        }
        int first = params[at++];
        if (first >= 0) {
            return first;
        }
        if (end - at < 3) {
            throw new MalformedRecord(
                    at - 1, "a length is incomplete at the end of the parameters");
        }
        int rest = 0;
        for (int i = 0; i < 3; i++) {
            rest = (rest << 8) + (params[at + i] & 0xff);
        }
        at += 3;
        return ((first & 0x7f) << 24) + rest;
    }

    private boolean is(byte[] wanted, int length) {
        return length == wanted.length && Arrays.equals(wanted, 0, length, params, at, at + length);
    }

    /// A length in digits; where it is none, as long as can be.
    private long number(int from, int length) {
        long number = 0;
        for (int i = from; i < from + length && number < Integer.MAX_VALUE; i++) {
            boolean digit = params[i] >= '0' && params[i] <= '9';
            number = digit ? 10 * number + params[i] - '0' : Integer.MAX_VALUE;
        }
        return number;
    }

    /// The path of a URI: what comes after `?` may be secret, and is no part of a route.
    private String path(int from, int length) {
        int to = from;
        while (to < from + Math.min(length, MOST_PATH) && params[to] != '?') {
            to++;
        }
        return text(from, to - from);
    }

    private String text(int from, int length) {
        return knownTexts.of(params, from, Math.min(length, MOST_PATH));
    }
}
