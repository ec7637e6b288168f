package dev.kidreaper.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// An answer to a request.
///
/// @param status of HTTP
/// @param type of its content
/// @param headers more of them
/// @param endless whether it goes on until somebody ends it: it may take longer than others, and is
///   not compressed
/// @param body writes it
public record HttpAnswer(
        int status, String type, Map<String, String> headers, boolean endless, Body body) {
    private static final String JSON = "application/json";

    /// Writes an answer.
    @FunctionalInterface
    public interface Body {
        /// Writes it.
        ///
        /// @throws IOException when whoever asked has gone
        void write(OutputStream out) throws IOException;
    }

    public HttpAnswer {
        headers = Map.copyOf(headers);
    }

    /// A text of that type.
    public static HttpAnswer of(int status, String type, String text) {
        return of(status, type, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /// Bytes of that type.
    public static HttpAnswer of(
            int status, String type, byte[] bytes, Map<String, String> headers) {
        return new HttpAnswer(status, type, headers, false, out -> out.write(bytes));
    }

    /// JSON.
    public static HttpAnswer json(String text) {
        return of(200, JSON, text);
    }

    /// What goes on until somebody ends it.
    public static HttpAnswer endless(String type, Body body) {
        return new HttpAnswer(200, type, Map.of("Cache-Control", "no-store"), true, body);
    }
}
