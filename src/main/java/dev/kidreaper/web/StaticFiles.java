package dev.kidreaper.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// The files of the page, which lie in the jar: whatever is in the folder `page` beside this class.
public final class StaticFiles {
    private static final String FOLDER = "page/";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]*(\\.[a-z0-9_-]+){1,3}");
    private static final int TAG_BYTES = 8;

    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "mjs", "text/javascript; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "svg", "image/svg+xml",
                    "png", "image/png",
                    "ico", "image/x-icon",
                    "json", "application/json",
                    "webmanifest", "application/manifest+json",
                    "txt", "text/plain; charset=utf-8");

    /// The tag of each file that was asked for.
    private final Map<String, String> tags = new ConcurrentHashMap<>();

    /// The file that is meant; empty when there is none.
    ///
    /// @throws UncheckedIOException when the jar cannot be read
    public Optional<HttpAnswer> answer(Inquiry inquiry) {
        List<String> path = inquiry.path();
        String name = path.isEmpty() ? "index.html" : path.getFirst();
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (path.size() > 1 || type == null || !NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        try (InputStream in = StaticFiles.class.getResourceAsStream(FOLDER + name)) {
            return in == null ? Optional.empty() : Optional.of(file(inquiry, name, type, in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpAnswer file(Inquiry inquiry, String name, String type, InputStream in)
            throws IOException {
        String known = tags.get(name);
        String has = inquiry.header().apply("If-None-Match");
        if (known != null && has != null && has.contains(known)) {
            return HttpAnswer.of(304, type, new byte[0], Map.of("ETag", known));
        }
        byte[] bytes = in.readAllBytes();
        String tag = tags.computeIfAbsent(name, _ -> tag(bytes));
        return HttpAnswer.of(200, type, bytes, Map.of("ETag", tag));
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return "\"" + HexFormat.of().formatHex(hash, 0, TAG_BYTES) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("[BUG] every JDK has it", e);
        }
    }

    /// What is at `/` while there is no page.
    public static HttpAnswer none() {
        String text = "kidreaper: /api/v1/status /metrics /healthz /readyz\n";
        return HttpAnswer.of(
                200, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), Map.of());
    }
}
