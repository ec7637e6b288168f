package dev.kidreaper.testing;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A client that asks one thing at a time and looks at the answer.
public final class Web {
    private static final int LONGEST_MILLIS = 60_000;

    private Web() {}

    /// An answer of the test application.
    public record Answer(int status, String body) {
        /// Whether it is a good one and came to its end.
        public boolean isWhole() {
            return status == 200 && body.startsWith("pid=") && body.endsWith(CatalystPool.END_MARK);
        }

        /// The worker that gave it.
        public long worker() {
            return Long.parseLong(body, 4, body.indexOf(' '), 10);
        }
    }

    /// Asks for an address.
    public static Answer get(URI uri) throws IOException {
        return ask(uri, null);
    }

    /// Sends a body to an address.
    public static Answer post(URI uri, byte[] body) throws IOException {
        return ask(uri, body);
    }

    private static Answer ask(URI uri, byte @Nullable [] body) throws IOException {
        var connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setConnectTimeout(LONGEST_MILLIS);
        connection.setReadTimeout(LONGEST_MILLIS);
        if (body != null) {
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(body.length);
            connection.setRequestProperty("Content-Type", "application/octet-stream");
            connection.getOutputStream().write(body);
        }
        int status = connection.getResponseCode();
        try (var in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            var text = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            return new Answer(status, text);
        }
    }
}
