package dev.kidreaper.fleet.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The answer to a query of Prometheus' HTTP interface.
public final class QueryAnswer {
    private static final int MILLIS = 2_000;
    private static final int LONGEST = 64 << 10;

    private QueryAnswer() {}

    /// Why it holds recycles, a sentence; empty: its answer is empty.
    public static Optional<String> hold(URI question) {
        try {
            var connection = (HttpURLConnection) question.toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(MILLIS);
            connection.setReadTimeout(MILLIS);
            connection.setInstanceFollowRedirects(false);
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                return away("HTTP " + connection.getResponseCode());
            }
            try (InputStream in = connection.getInputStream()) {
                return results(new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            return away(String.valueOf(e.getMessage()));
        }
    }

    /// A long answer is not empty, whatever it says.
    static Optional<String> results(String text) {
        try {
            StoreJson answer = StoreJson.read(text);
            if (!answer.text("status", 20).equals("success")) {
                return away("its status is not success");
            }
            Object result = answer.object("data").map(d -> d.values().get("result")).orElse("");
            return result instanceof List<?> list && list.isEmpty()
                    ? Optional.empty()
                    : Optional.of("its answer is not empty");
        } catch (IllegalArgumentException e) {
            return text.length() >= LONGEST
                    ? Optional.of("its answer is long")
                    : away("no answer of Prometheus");
        }
    }

    private static Optional<String> away(String why) {
        return Optional.of("it cannot be asked (%s)".formatted(why));
    }
}
