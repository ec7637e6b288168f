package dev.kidreaper.demo;

import dev.kidreaper.fcgi.FcgiRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The answer that a client got for one request.
///
/// @param status the HTTP status; 0 if no whole head came
/// @param body what came after the head, read only
/// @param declaredLength the length of the body by the head; -1 if the head does not tell
/// @param end the frame that ends an answer; null if none came
/// @param failure what went wrong; null if nothing did
public record Answer(
        int status,
        ByteBuffer body,
        long declaredLength,
        FcgiRecord.@Nullable End end,
        @Nullable String failure) {
    private static final int OK = 200;
    private static final int SERVER_ERROR = 500;
    private static final String HEAD_END = "\r\n\r\n";

    public Answer {
        body = body.slice().asReadOnlyBuffer();
    }

    @Override
    public ByteBuffer body() {
        return body.duplicate();
    }

    /// The answer in the bytes of the STDOUT stream: a head as CGI has it (RFC 3875, section 6), an
    /// empty line, a body.
    static Answer of(ByteBuffer stdout, FcgiRecord.@Nullable End end, @Nullable String failure) {
        String text = StandardCharsets.ISO_8859_1.decode(stdout.duplicate()).toString();
        int headEnd = text.indexOf(HEAD_END);
        if (headEnd < 0) {
            return new Answer(0, ByteBuffer.allocate(0), -1, end, failure);
        }
        String[] head = text.substring(0, headEnd).split("\r\n", -1);
        int bodyAt = headEnd + HEAD_END.length();
        return new Answer(
                (int) number(head, "status", OK),
                stdout.slice(stdout.position() + bodyAt, stdout.remaining() - bodyAt),
                number(head, "content-length", -1),
                end,
                failure);
    }

    /// Why this answer is *cut*: its client did not get all of it. Empty if it is whole.
    public Optional<String> cut() {
        if (failure != null) {
            return Optional.of(failure);
        }
        if (end == null) {
            return Optional.of("the connection was closed before the end of the answer");
        }
        if (end.ending() != FcgiRecord.Ending.COMPLETE) {
            return Optional.of("the pool refused it: " + end.ending());
        }
        if (status == 0) {
            return Optional.of("the answer has no whole head");
        }
        if (declaredLength >= 0 && declaredLength != body.remaining()) {
            return Optional.of("%d of %d bytes came".formatted(body.remaining(), declaredLength));
        }
        return status >= SERVER_ERROR ? Optional.of("status " + status) : Optional.empty();
    }

    /// The number at the beginning of a head's field.
    private static long number(String[] head, String field, long otherwise) {
        for (String line : head) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).toLowerCase(Locale.ROOT).equals(field)) {
                String digits = line.substring(colon + 1).strip().split(" ", 2)[0];
                return digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : otherwise;
            }
        }
        return otherwise;
    }
}
