package dev.kidreaper.cli;

import static dev.kidreaper.testing.RawClient.begin;
import static dev.kidreaper.testing.RawClient.get;
import static dev.kidreaper.testing.RawClient.join;
import static dev.kidreaper.testing.RawClient.params;
import static dev.kidreaper.testing.RawClient.record;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kidreaper.testing.RawClient;
import dev.kidreaper.testing.RawClient.Received;
import dev.kidreaper.testing.Served;
import dev.kidreaper.testing.TestPool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// `kidreaper serve` as a web server sees it that speaks all of FastCGI, well and badly.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServeProtocolIT {
    private static final int RESPONDER = 1;
    private static final int AUTHORIZER = 2;
    private static final int FILTER = 3;

    private final Served served;

    ServeProtocolIT() throws IOException {
        served = Served.ofC("--workers", "2", "--request-timeout", "3s");
    }

    @BeforeAll
    void isReady() {
        assertThat(served.workers()).hasSize(2);
    }

    @AfterAll
    void ends() {
        served.close();
    }

    private RawClient client() throws IOException {
        return new RawClient(served.socket());
    }

    @Test
    void aRequestMayBeSplitAtAnyByte() throws IOException {
        byte[] all =
                join(
                        begin(7, RESPONDER, false),
                        record(4, 7, params("REQUEST_METHOD", "POST"), 3),
                        record(4, 7, params("REQUEST_URI", "/role"), 200),
                        record(4, 7, new byte[0], 5),
                        record(5, 7, "0123456789".getBytes(US_ASCII), 1),
                        record(5, 7, new byte[0], 7));
        for (int at = 1; at < all.length; at++) {
            try (var client = client()) {
                client.send(Arrays.copyOf(all, at));
                TestPool.sleep(Duration.ofMillis(1));
                client.send(Arrays.copyOfRange(all, at, all.length));
                assertThat(client.answer(7)).contains("role=1 stdin=10 data=0");
            }
        }
    }

    @Test
    void everyLengthComesThrough() throws IOException {
        for (int length : new int[] {0, 127, 128, 32_767, 32_768, 65_535, 65_536, 500_000}) {
            byte[] params =
                    params(
                            "REQUEST_METHOD",
                            "GET",
                            "REQUEST_URI",
                            "/long",
                            "X_LONG",
                            "x".repeat(length));
            var all = new ByteArrayOutputStream();
            all.writeBytes(begin(1, RESPONDER, false));
            for (int at = 0; at < params.length; at += 65_535) {
                int end = Math.min(params.length, at + 65_535);
                all.writeBytes(record(4, 1, Arrays.copyOfRange(params, at, end), 255));
            }
            all.writeBytes(join(record(4, 1, new byte[0]), record(5, 1, new byte[0])));
            try (var client = client()) {
                assertThat(client.send(all.toByteArray()).answer(1)).contains("length=" + length);
            }
        }
    }

    @Test
    void allRolesAreServed() throws IOException {
        byte[] head = params("REQUEST_METHOD", "GET", "REQUEST_URI", "/role");
        try (var client = client()) {
            client.send(join(begin(1, AUTHORIZER, true), record(4, 1, head)));
            client.send(record(4, 1, new byte[0]));
            assertThat(client.answer(1)).contains("role=2 stdin=0");
            client.send(join(begin(2, FILTER, true), record(4, 2, head)));
            client.send(join(record(4, 2, new byte[0]), record(5, 2, new byte[3])));
            client.send(join(record(5, 2, new byte[0]), record(8, 2, new byte[5])));
            client.send(record(8, 2, new byte[0]));
            assertThat(client.answer(2)).contains("role=3 stdin=3 data=5");
            client.send(begin(3, 9, true));
            Received end = client.next();
            assertThat(end.type()).isEqualTo(3);
            assertThat(end.text().charAt(4)).isEqualTo('\3');
            assertThat(client.send(get(4, "/ok", true)).answer(4)).contains("/ok");
        }
    }

    @Test
    void questionsAboutTheConnectionAreAnswered() throws IOException {
        try (var client = client()) {
            client.send(record(9, 0, params("FCGI_MPXS_CONNS", "", "FCGI_MAX_REQS", "", "X", "")));
            Received values = client.next();
            assertThat(values.type()).isEqualTo(10);
            assertThat(values.text()).contains("FCGI_MPXS_CONNS0", "FCGI_MAX_REQS");
            client.send(record(77, 0, new byte[70], 2));
            Received unknown = client.next();
            assertThat(unknown.type()).isEqualTo(11);
            assertThat(unknown.text().charAt(0)).isEqualTo((char) 77);
            assertThat(client.send(get(1, "/ok", true)).answer(1)).contains("/ok");
        }
    }

    @Test
    void aSecondRequestOnABusyConnectionIsRefused() throws IOException {
        try (var client = client()) {
            client.send(get(1, "/slow=300", true)).send(get(2, "/ok", true));
            Received refused = client.next();
            assertThat(refused.id()).isEqualTo(2);
            assertThat(refused.text().charAt(4)).isEqualTo('\1');
            assertThat(client.answer(1)).contains("slept");
        }
    }

    @Test
    void anAbortedRequestEndsAndItsWorkerServesOn() throws IOException {
        try (var client = client()) {
            client.send(get(1, "/slow=500", true));
            TestPool.sleep(Duration.ofMillis(100));
            client.send(record(2, 1, new byte[0]));
            assertThat(client.next().type()).isEqualTo(3);
            assertThat(client.send(get(1, "/ok", true)).answer(1)).contains("/ok");
        }
        try (var client = client()) {
            client.send(get(1, "/slow=500", false));
        }
        try (var client = client()) {
            assertThat(client.send(get(1, "/slow=1", false)).endSending().answer(1))
                    .contains("slept");
        }
    }

    @Test
    void malformedBytesEndTheirConnectionWithOneLine() throws IOException {
        byte[] good = get(1, "/ok", true);
        endsWith("GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII), "offset=0 why=\"version 71, not 1");
        endsWith(join(good, new byte[8]), "offset=%d".formatted(good.length));
        endsWith(record(1, 1, new byte[5]), "offset=4 why=\"a request begins with 8 bytes");
        endsWith(record(4, 0, new byte[5]), "offset=2 why=\"type 4 needs a request id");
        byte[] wrong = record(4, 1, new byte[] {5, 1, 65});
        endsWith(join(begin(1, 1, true), wrong), "beyond the end of the parameters");
    }

    private void endsWith(byte[] bytes, String line) throws IOException {
        long before = served.logs("event=malformed");
        try (var client = client()) {
            client.send(join(bytes, record(4, 1, new byte[0]))).rest();
        }
        served.awaitLogs("event=malformed", before + 1);
        served.awaitLog(log -> assertThat(log).contains(line));
    }

    @Test
    void noSeedBreaksIt() throws IOException {
        for (int seed = 0; seed < 300; seed++) {
            sendBroken(new Random(seed));
        }
        for (int seed = 0; seed < 100; seed++) {
            try (var client = client()) {
                client.send(get(1, "/fuzz=" + seed, false)).rest();
            }
        }
        try (var client = client()) {
            assertThat(client.send(get(1, "/ok", true)).answer(1)).contains("/ok");
        }
        assertThat(served.logs("BUG")).as(served.log()).isZero();
        assertThat(served.number("cut")).isZero();
    }

    private void sendBroken(Random random) {
        byte[] bytes = join(get(1, "/ok", true), get(1, "/ok", random.nextBoolean()));
        for (int i = random.nextInt(6); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        int cut = random.nextInt(bytes.length);
        try (var client = client()) {
            client.send(Arrays.copyOf(bytes, cut));
            client.send(Arrays.copyOfRange(bytes, cut, bytes.length)).endSending().rest();
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("(?i).*(broken pipe|reset|closed).*");
        }
    }
}
