package dev.kidreaper.testing;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The preforking server of `pools/gated.c`.
public final class GatedServer {
    private static final String SOURCE = "src/test/resources/pools/gated.c";

    private GatedServer() {}

    /// The words that start it.
    ///
    /// @param folder in which it is built, and has its socket
    /// @param traits as the source tells them
    public static List<String> command(Path folder, int workers, String... traits) {
        Path program = Compiled.from(SOURCE, folder.resolve("gated"), "-O1");
        var words = new ArrayList<>(List.of(program.toString(), socket(folder).toString()));
        words.add(Integer.toString(workers));
        words.addAll(List.of(traits));
        return words;
    }

    /// Where it listens.
    public static Path socket(Path folder) {
        return folder.resolve("socket");
    }

    /// Waits until it listens: between bind(2) and listen(2) the kernel refuses who comes.
    public static void awaitListening(Path socket) {
        TestPool.await(
                "a listening socket",
                () ->
                        TestPool.read(Path.of("/proc/net/unix"))
                                .lines()
                                .anyMatch(
                                        l -> l.endsWith(" " + socket) && l.contains(" 00010000 ")));
    }

    /// One answer, or why there is none, once it is there.
    public static CompletableFuture<String> asking(Path socket) {
        return CompletableFuture.supplyAsync(
                () -> ask(socket), command -> Thread.ofVirtual().start(command));
    }

    /// One answer: `pid=8 answers=3 end`; or why there is none.
    public static String ask(Path socket) {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap("x\n".getBytes(StandardCharsets.US_ASCII)));
            byte[] answer = Channels.newInputStream(channel).readAllBytes();
            return new String(answer, StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
