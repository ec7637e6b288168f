package dev.kidreaper.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.TestPool;
import dev.kidreaper.web.HostCheck;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The door to HTTP: who gets in, and what each gets.
class DoorTest {
    private final LookedAt daemon = new LookedAt().with("web", 3);

    @BeforeEach
    void open() throws IOException {
        daemon.open();
    }

    @AfterEach
    void close() {
        daemon.close();
    }

    /// What is answered to bytes, as they are.
    private String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), daemon.port())) {
            socket.getOutputStream()
                    .write(request.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readNBytes(4000), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:9180, 200",
        "localhost, 200",
        "[::1]:9180, 200",
        "kidreaper.example.org, 200",
        "evil.example.org, 421",
        "127.0.0.1.example.org:80, 421",
        "localhost.example.org, 421"
    })
    void aStrangersNameIsNotAnswered(String host, int status) throws IOException {
        String answer = raw("GET /readyz HTTP/1.1\nHost: " + host + "\nConnection: close\n\n");
        assertThat(answer).startsWith("HTTP/1.1 " + status);
        assertThat(new HostCheck(Set.of()).isAllowed(null)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
    void nothingCanBeChanged(String method) throws IOException {
        String answer =
                raw(method + " /api/v1/status HTTP/1.1\nHost: localhost\nConnection: close\n\n");
        assertThat(answer).startsWith("HTTP/1.1 405").contains("Allow: GET, HEAD", "problem+json");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/pools/none/series, 404",
        "/api/v1/nothing, 404",
        "/api/v2/status, 404",
        "/page/../../secret, 404",
        "/%2e%2e/secret, 404",
        "/DoorTest.class, 404",
        "/api/v1/pools/web/series?points=1, 400",
        "/api/v1/pools/web/series?from=x, 400",
        "/api/v1/pools/web/series?slots=a, 400",
        "/api/v1/pools/web/whatif?limits=much, 400",
        "/api/v1/events?limit=99999999, 400"
    })
    void whatIsWrongIsAProblem(String path, int status) throws Exception {
        var answer = daemon.get(path);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(answer.body()).contains("\"status\":" + status, "\"detail\":\"");
    }

    @Test
    void eachAnswerIsSafeForABrowser() throws Exception {
        var headers = daemon.get("/").headers();
        assertThat(headers.firstValue("Content-Security-Policy"))
                .hasValueSatisfying(p -> assertThat(p).contains("default-src 'none'", "'self'"));
        assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(headers.firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(headers.firstValue("Cross-Origin-Resource-Policy")).hasValue("same-origin");
    }

    @Test
    void whatIsLargeIsCompressedForWhoeverTakesIt() throws Exception {
        var request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:%d/metrics".formatted(daemon.port())))
                        .header("Accept-Encoding", "gzip")
                        .build();
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
            try (var in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .contains("kidreaper_pool_limit_bytes{pool=\"web\"} 1.2582912E8");
            }
        }
    }

    @Test
    void aPoolThatDoesNotAnswerIsNotWell() throws Exception {
        var answer = daemon.get("/healthz"); // These pools never answer.
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("pool web does not answer");
        assertThat(daemon.get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void whoFollowsGetsTheStatusAndEachEventOnceAlsoAfterABreak() throws Exception {
        daemon.happened(daemon.recycled(1000));
        try (InputStream stream = follow("")) {
            String first = until(stream, "\n\n");
            assertThat(first).contains("retry: 2000", "event: status", "\"name\":\"web\"");
            daemon.happened(daemon.recycled(1001));
            assertThat(until(stream, "\"worker\":1001")).contains("id: 2").doesNotContain("id: 1");
            daemon.with("web", 2);
            assertThat(until(stream, "\"workers_gone\":[1202]")).contains("event: status");
        }
        daemon.happened(daemon.recycled(1002));
        try (InputStream stream = follow("Last-Event-ID: 1\n")) {
            assertThat(until(stream, "\"worker\":1002"))
                    .contains("id: 2\n", "id: 3\n", "\"freed_bytes\":105906176")
                    .doesNotContain("id: 1\n");
        }
    }

    @Test
    void ofTooManyStreamsTheOldestEnds() throws Exception {
        var all = new ArrayList<InputStream>();
        try {
            for (int i = 0; i < 65; i++) {
                InputStream one = follow("");
                until(one, "\n\n");
                all.add(one);
            }
            InputStream oldest = all.getFirst();
            TestPool.await("the oldest to end", () -> isOver(oldest));
            daemon.happened(daemon.recycled(1001));
            assertThat(until(all.getLast(), "\"worker\":1001")).contains("event: event");
        } finally {
            for (InputStream one : all) {
                one.close();
            }
        }
    }

    private static boolean isOver(InputStream stream) {
        try {
            return stream.read(new byte[1 << 16]) < 0;
        } catch (IOException e) {
            return true;
        }
    }

    private InputStream follow(String header) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), daemon.port());
        socket.setSoTimeout(60_000);
        String request =
                "GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n%s\r\n"
                        .formatted(header.replace("\n", "\r\n"));
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        return socket.getInputStream();
    }

    /// What comes until that has come.
    private static String until(InputStream stream, String end) throws IOException {
        var text = new StringBuilder();
        int next = stream.read();
        while (next >= 0) {
            text.append((char) next);
            if (text.indexOf(end) >= 0) {
                return text.toString();
            }
            next = stream.read();
        }
        throw new AssertionError("it ended: " + text);
    }
}
