package dev.kidreaper.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/// A FastCGI client that sends exactly the bytes that it is told, written by hand so that tests do
/// not depend on the codec that they test.
public final class RawClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SocketChannel channel;

    /// Connects.
    public RawClient(Path socket) throws IOException {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
    }

    /// One record without padding.
    public static byte[] record(int type, int id, byte[] content) {
        return record(type, id, content, 0);
    }

    /// One record.
    public static byte[] record(int type, int id, byte[] content, int padding) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(
                new byte[] {
                    1,
                    (byte) type,
                    (byte) (id >> 8),
                    (byte) id,
                    (byte) (content.length >> 8),
                    (byte) content.length,
                    (byte) padding,
                    0
                });
        out.writeBytes(content);
        out.writeBytes(new byte[padding]);
        return out.toByteArray();
    }

    /// The record that begins a request.
    public static byte[] begin(int id, int role, boolean keep) {
        return record(1, id, new byte[] {0, (byte) role, (byte) (keep ? 1 : 0), 0, 0, 0, 0, 0});
    }

    /// Parameters as bytes: names and values in turn.
    public static byte[] params(String... words) {
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < words.length; i += 2) {
            length(out, words[i].length());
            length(out, words[i + 1].length());
            out.writeBytes((words[i] + words[i + 1]).getBytes(StandardCharsets.US_ASCII));
        }
        return out.toByteArray();
    }

    private static void length(ByteArrayOutputStream out, int length) {
        if (length < 128) {
            out.write(length);
        } else {
            out.writeBytes(ByteBuffer.allocate(4).putInt(length | 0x80000000).array());
        }
    }

    /// A whole request for a path.
    public static byte[] get(int id, String path, boolean keep) {
        return join(
                begin(id, 1, keep),
                record(4, id, params("REQUEST_METHOD", "GET", "REQUEST_URI", path)),
                record(4, id, new byte[0]),
                record(5, id, new byte[0]));
    }

    /// Pieces in one.
    public static byte[] join(byte[]... pieces) {
        var out = new ByteArrayOutputStream();
        Arrays.stream(pieces).forEach(out::writeBytes);
        return out.toByteArray();
    }

    /// Sends bytes.
    public RawClient send(byte[] bytes) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        return this;
    }

    /// Says that no more will be sent.
    public RawClient endSending() throws IOException {
        channel.shutdownOutput();
        return this;
    }

    /// One record that came.
    ///
    /// @param text its content, a character for each byte
    public record Received(int type, int id, String text) {}

    /// The next record.
    public Received next() throws IOException {
        ByteBuffer header = read(8);
        var content = new byte[header.getShort(4) & 0xffff];
        read(content.length).get(content);
        read(header.get(6) & 0xff);
        var text = new String(content, StandardCharsets.ISO_8859_1);
        return new Received(header.get(1), header.getShort(2) & 0xffff, text);
    }

    /// What comes on the STDOUT stream until the request's end.
    public String answer(int id) throws IOException {
        var text = new StringBuilder();
        while (true) {
            Received record = next();
            if (record.id() == id && record.type() == 3) {
                return text.toString();
            }
            if (record.id() == id && record.type() == 6) {
                text.append(record.text());
            }
        }
    }

    /// How many bytes come on the STDOUT stream until the request's end, however many.
    public long skim() throws IOException {
        var in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)));
        long bytes = 0;
        while (true) {
            int type = in.readShort() & 0xff;
            in.readShort();
            int content = in.readUnsignedShort();
            int padding = in.readShort() >> 8 & 0xff;
            in.skipNBytes(content + padding);
            if (type == 3) {
                return bytes;
            }
            bytes += type == 6 ? content : 0;
        }
    }

    /// Everything until the other side closes.
    public byte[] rest() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var in = Channels.newInputStream(channel)) {
            in.transferTo(out);
        } catch (IOException e) {
            return out.toByteArray(); // Closed with bytes of ours unread: all the same here.
        }
        return out.toByteArray();
    }

    /// Waits for the other side to close, which it does with nothing of ours unread.
    ///
    /// @throws IOException when it breaks the connection instead
    public boolean ends() throws IOException {
        return channel.read(ByteBuffer.allocate(1)) < 0;
    }

    private ByteBuffer read(int bytes) throws IOException {
        var buffer = ByteBuffer.allocate(bytes);
        channel.configureBlocking(false);
        try (var selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_READ);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer) < 0) {
                    throw new IOException("closed");
                }
                if (buffer.hasRemaining() && selector.select(PATIENCE.toMillis()) == 0) {
                    throw new IOException("nothing came for " + PATIENCE);
                }
                selector.selectedKeys().clear();
            }
        }
        channel.configureBlocking(true);
        return buffer.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
