package dev.kidreaper.web;

import dev.kidreaper.show.Json;

/// Why there is no answer, as RFC 9457 has it.
final class ProblemText {
    static final String TYPE = "application/problem+json";

    private ProblemText() {}

    /// @param detail a sentence
    static String of(int status, String detail) {
        return Json.write(json -> {
            json.writeStringProperty("type", "about:blank");
            json.writeStringProperty("title", title(status));
            json.writeNumberProperty("status", status);
            json.writeStringProperty("detail", detail);
        });
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 421 -> "Misdirected Request";
            case 503 -> "Service Unavailable";
            default -> "Internal Server Error";
        };
    }
}
