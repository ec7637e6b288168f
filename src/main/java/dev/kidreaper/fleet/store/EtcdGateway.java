package dev.kidreaper.fleet.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// The JSON gateway of etcd's members, of which one is asked at a time. For one thread at a time.
/*
 * HttpURLConnection sends a POST again by itself when a kept connection has died, and an answer may
 * be lost after its change. So each change depends on what was seen, and may happen twice or late.
 */
final class EtcdGateway {
    private static final int CONNECT_MILLIS = 1_500;
    private static final int READ_MILLIS = 3_000;
    private static final int LONGEST = 8 << 20;
    private static final int LONGEST_ERROR = 4_096;
    private static final Duration REFUSED_PAUSE = Duration.ofMinutes(1);
    private static final int UNAUTHENTICATED = 401;

    private final List<URI> endpoints;
    private final @Nullable Login login;
    private final @Nullable SSLSocketFactory trust;
    private int current;
    private @Nullable String token;

    /// A user's name and password.
    record Login(String user, String password) {
        @Override
        public String toString() {
            return user; // Nothing else is for a log.
        }
    }

    /// @param login null: nobody has to say who he is
    /// @param trust whose certificates are believed; null: those that the JVM believes
    EtcdGateway(List<URI> endpoints, @Nullable Login login, @Nullable SSLSocketFactory trust) {
        this.endpoints = List.copyOf(endpoints);
        this.login = login;
        this.trust = trust;
    }

    /// Asks a question, each member in turn until one answers.
    ///
    /// @param path such as `/v3/kv/range`
    StoreJson ask(String path, String body) throws StoreAway {
        StoreAway last = null;
        for (int tried = 0; tried < endpoints.size(); tried++) {
            URI endpoint = endpoints.get(current);
            try {
                return signedIn(endpoint, path, body);
            } catch (IOException e) {
                last = new StoreAway("%s: %s".formatted(endpoint, e.getMessage()));
                current = (current + 1) % endpoints.size();
            }
        }
        throw last == null ? new StoreAway("no endpoint") : last;
    }

    private StoreJson signedIn(URI endpoint, String path, String body)
            throws IOException, StoreAway {
        if (login == null) {
            return post(endpoint, path, body)
                    .orElseThrow(() -> refused(endpoint, "it wants a user and a password"));
        }
        if (token == null) {
            signIn(endpoint, login);
        }
        Optional<StoreJson> answer = post(endpoint, path, body);
        if (answer.isEmpty()) {
            signIn(endpoint, login); // The token was only good for a while.
            answer = post(endpoint, path, body);
        }
        return answer.orElseThrow(() -> refused(endpoint, "it does not let " + login + " do that"));
    }

    private void signIn(URI endpoint, Login as) throws IOException, StoreAway {
        token = null;
        String body =
                StoreJson.write(json -> {
                    json.writeStringProperty("name", as.user);
                    json.writeStringProperty("password", as.password);
                });
        token =
                post(endpoint, "/v3/auth/authenticate", body)
                        .map(t -> t.text("token", 4_096))
                        .orElseThrow(() ->
                                refused(endpoint, "the password of %s is wrong".formatted(as)));
    }

    private static StoreAway refused(URI endpoint, String why) {
        return new StoreAway("%s: %s".formatted(endpoint, why), REFUSED_PAUSE);
    }

    /// Empty: it does not know who we are.
    ///
    /// @throws IOException if another member may do better
    private Optional<StoreJson> post(URI endpoint, String path, String body)
            throws IOException, StoreAway {
        var connection =
                (HttpURLConnection) endpoint.resolve(path).toURL().openConnection(Proxy.NO_PROXY);
        if (connection instanceof HttpsURLConnection secure && trust != null) {
            secure.setSSLSocketFactory(trust);
        }
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(READ_MILLIS);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestMethod("POST");
        connection.setRequestProperty("Content-Type", "application/json");
        if (token != null) {
            connection.setRequestProperty("Authorization", token);
        }
        connection.setDoOutput(true);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        connection.setFixedLengthStreamingMode(bytes.length);
        try (var out = connection.getOutputStream()) {
            out.write(bytes);
        }
        int code = connection.getResponseCode();
        if (code == HttpURLConnection.HTTP_OK) {
            try (InputStream in = connection.getInputStream()) {
                return Optional.of(tree(endpoint, in));
            }
        }
        String problem = problem(connection);
        if (code == UNAUTHENTICATED || isAboutRights(problem)) {
            return Optional.empty();
        }
        throw new IOException("HTTP " + code + (problem.isEmpty() ? "" : ": " + problem));
    }

    private static boolean isAboutRights(String problem) {
        return problem.contains("authentication failed")
                || problem.contains("invalid auth token")
                || problem.contains("permission denied")
                || problem.contains("user name is empty");
    }

    private static StoreJson tree(URI endpoint, InputStream in) throws IOException, StoreAway {
        byte[] bytes = in.readNBytes(LONGEST + 1);
        if (bytes.length > LONGEST) {
            throw new StoreAway("%s: an answer of more than 8 MiB".formatted(endpoint));
        }
        try {
            return StoreJson.read(new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException | JacksonException e) {
            throw new StoreAway("%s: %s".formatted(endpoint, e.getMessage()));
        }
    }

    private static String problem(HttpURLConnection connection) throws IOException {
        try (InputStream in = connection.getErrorStream()) {
            if (in == null) {
                return "";
            }
            String text = new String(in.readNBytes(LONGEST_ERROR), StandardCharsets.UTF_8);
            try {
                StoreJson tree = StoreJson.read(text);
                return tree.has("error") ? tree.text("error", LONGEST_ERROR) : "";
            } catch (IllegalArgumentException e) {
                return ""; // A page for people, perhaps of something in between.
            }
        }
    }
}
