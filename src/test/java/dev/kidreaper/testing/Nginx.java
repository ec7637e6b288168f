package dev.kidreaper.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A real nginx of one process in front of an application, on a free port of the loopback, with a
/// configuration and folders of its own.
public final class Nginx implements AutoCloseable {

    private static final Path CONFIGURATION = Path.of("src/test/resources/nginx.conf");

    private final Path folder;
    private final int port;
    private final Program program;

    private Nginx(Path folder, int port, Program program) {
        this.folder = folder;
        this.port = port;
        this.program = program;
    }

    /// Starts one in front of a FastCGI socket and waits until it answers.
    public static Nginx start(Path folder, Path socket) {
        return start(folder, "fastcgi_pass unix:%s;".formatted(socket));
    }

    /// Starts one in front of an HTTP server on the loopback and waits until it answers.
    public static Nginx start(Path folder, int upstream) {
        return start(folder, "proxy_pass http://127.0.0.1:%d;".formatted(upstream));
    }

    /// Starts one in front of a FastCGI socket, a path or `HOST:PORT`, and waits until it answers.
    public static Nginx inFrontOf(Path folder, String at) {
        return start(folder, "fastcgi_pass %s%s;".formatted(at.startsWith("/") ? "unix:" : "", at));
    }

    /// Starts one that keeps connections to a FastCGI socket open, and waits until it answers.
    ///
    /// @param most how many it keeps
    public static Nginx keeping(Path folder, Path socket, int most) {
        return start(
                folder,
                "upstream kept { server unix:%s; keepalive %d; }".formatted(socket, most),
                "fastcgi_pass kept; fastcgi_keep_conn on;");
    }

    private static Nginx start(Path folder, String pass) {
        return start(folder, "", pass);
    }

    private static Nginx start(Path folder, String upstream, String pass) {
        try {
            int port = Ports.free();
            var text =
                    Files.readString(CONFIGURATION)
                            .replace("USER", System.getProperty("user.name"))
                            .replace("PORT", "" + port)
                            .replace("FOLDER", folder.toString())
                            .replace("UPSTREAM", upstream)
                            .replace("PASS", pass);
            Files.writeString(folder.resolve("nginx.conf"), text);
            var command = List.of("/usr/sbin/nginx", "-p", folder + "/", "-c", "nginx.conf");
            var program = Program.start(folder, folder.resolve("nginx.log"), command);
            var nginx = new Nginx(folder, port, program);
            TestPool.await("nginx listens", nginx::listens);
            return nginx;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean listens() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    /// Where a path of the application is to be had.
    public URI uri(String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(port, path));
    }

    /// One answered request, as the access log has it.
    ///
    /// @param upstreamStatus the application's own status; `-` when it gave none
    public record Access(int status, String upstreamStatus, double seconds, String path) {
        private static Access parse(String line) {
            String[] field = line.split(" ", 4);
            double seconds = Double.parseDouble(field[2]);
            return new Access(Integer.parseInt(field[0]), field[1], seconds, field[3]);
        }
    }

    /// All requests answered so far.
    public List<Access> accesses() {
        return lines("access.log").map(Access::parse).toList();
    }

    /// The answers so far that tell the client of a failure on this side.
    public List<Access> failures() {
        return accesses().stream().filter(a -> a.status() >= 500).toList();
    }

    /// What it complained about so far.
    public List<String> complaints() {
        return lines("error.log").filter(l -> l.contains("[error]")).toList();
    }

    private Stream<String> lines(String name) {
        try {
            return Files.readAllLines(folder.resolve(name)).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
