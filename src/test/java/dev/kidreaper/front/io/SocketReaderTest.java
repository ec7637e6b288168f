package dev.kidreaper.front.io;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kidreaper.linux.IoBuffer;
import dev.kidreaper.linux.LinuxException;
import dev.kidreaper.linux.SocketAddress;
import dev.kidreaper.linux.StreamSocket;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketReaderTest {
    private final BufferPool bufferPool = new BufferPool();
    private StreamSocket peer;
    private StreamSocket ours;
    private SocketReader socketReader;

    @BeforeEach
    void connects(@TempDir Path folder) throws LinuxException {
        var address = new SocketAddress.OfPath(folder.resolve("socket").toString());
        try (var listening = StreamSocket.bound(address, false)) {
            listening.listen(1);
            peer = StreamSocket.connected(address);
            ours = requireNonNull(listening.accept());
        }
        socketReader = new SocketReader(ours, bufferPool);
    }

    @AfterEach
    void ends() {
        peer.close();
        ours.close();
        bufferPool.close();
    }

    private int comes(String text) throws LinuxException {
        try (var buffer = new IoBuffer(1 << 10)) {
            buffer.append(text.getBytes(US_ASCII));
            return peer.write(buffer, 0, buffer.limit());
        }
    }

    private String read(int most) throws LinuxException {
        try (var buffer = new IoBuffer(most)) {
            socketReader.read(buffer);
            var bytes = new byte[buffer.limit()];
            buffer.copy(0, bytes, 0, bytes.length);
            return new String(bytes, US_ASCII);
        }
    }

    @Test
    void whatComesFirstIsTakenWhenSomethingIsSent() throws LinuxException {
        comes("answer");
        assertThat(read(100)).isEqualTo("answer");
        assertThat(peer.isAllTaken()).isFalse();
        socketReader.sent();
        assertThat(peer.isAllTaken()).isTrue();
        assertThat(read(100)).isEmpty();
    }

    @Test
    void whatIsFollowedByMoreIsTakenWithIt() throws LinuxException {
        comes("ans");
        assertThat(read(100)).isEqualTo("ans");
        comes("wer");
        assertThat(read(100)).isEqualTo("wer");
        assertThat(peer.isAllTaken()).isTrue();
    }

    @Test
    void whatMayBeFollowedByMoreIsTakenAtOnce() throws LinuxException {
        comes("ans");
        assertThat(read(100)).isEqualTo("ans");
        socketReader.take();
        assertThat(peer.isAllTaken()).isTrue();
        assertThat(read(100)).isEmpty();
    }

    /// Whatever is done in whatever order.
    @Test
    void noByteIsReadTwiceOrLost() throws LinuxException {
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            var sent = new StringBuilder();
            var got = new StringBuilder();
            for (int i = 0; i < 60; i++) {
                switch (random.nextInt(5)) {
                    case 0, 1 -> {
                        String text = "x".repeat(random.nextInt(20)) + sent.length() + ";";
                        comes(text);
                        sent.append(text);
                    }
                    case 2, 3 -> got.append(read(1 + random.nextInt(40)));
                    case 4 -> {
                        if (random.nextBoolean()) {
                            socketReader.sent();
                        } else {
                            socketReader.take();
                        }
                    }
                }
            }
            for (String more = "-"; !more.isEmpty(); got.append(more)) {
                more = read(100);
            }
            assertThat(got).as("seed %d", seed).hasToString(sent.toString());
        }
    }

    /// Otherwise its bytes would pass for the next answer.
    @Test
    void whatCannotBeTakenBreaksTheConnectionForWhoReadsNext() throws LinuxException {
        comes("answer");
        assertThat(read(100)).isEqualTo("answer");
        try (var thief = new IoBuffer(100)) {
            ours.read(thief);
        }
        socketReader.sent();
        assertThat(socketReader.mayRead()).isTrue();
        assertThatThrownBy(() -> read(100)).isInstanceOf(LinuxException.class);
    }
}
