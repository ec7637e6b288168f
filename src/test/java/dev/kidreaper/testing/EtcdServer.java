package dev.kidreaper.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A real etcd of some nodes, each a process of its own on the loopback, with its data in a folder.
public final class EtcdServer implements AutoCloseable {
    private final Path folder;
    private final String address;
    private final List<Integer> clientPorts;
    private final List<Integer> peerPorts;
    private final List<Program> nodes = new ArrayList<>();

    private EtcdServer(Path folder, int nodes, String address) {
        this.folder = folder;
        this.address = address;
        this.clientPorts = IntStream.range(0, nodes).mapToObj(_ -> Ports.free()).toList();
        this.peerPorts = IntStream.range(0, nodes).mapToObj(_ -> Ports.free()).toList();
    }

    /// Starts one and waits until each node serves.
    public static EtcdServer start(Path folder, int nodes) {
        return start(folder, nodes, "127.0.0.1");
    }

    /// The same, at an address of this machine.
    public static EtcdServer start(Path folder, int nodes, String address) {
        var server = new EtcdServer(folder, nodes, address);
        for (int i = 0; i < nodes; i++) {
            server.nodes.add(server.node(i));
        }
        try {
            TestPool.await("etcd serves", server::serves);
            return server;
        } catch (AssertionError e) {
            String log = server.nodes.getFirst().log().stream().collect(Collectors.joining("\n"));
            server.close();
            throw new AssertionError(log, e);
        }
    }

    private Program node(int i) {
        String all =
                IntStream.range(0, peerPorts.size())
                        .mapToObj(n -> "n%d=%s".formatted(n, at(peerPorts.get(n))))
                        .collect(Collectors.joining(","));
        String peer = at(peerPorts.get(i));
        String client = at(clientPorts.get(i));
        var words = new ArrayList<>(List.of("etcd", "--name", "n" + i));
        words.addAll(List.of("--data-dir", folder.resolve("etcd" + i).toString()));
        words.addAll(List.of("--listen-client-urls", client, "--advertise-client-urls", client));
        words.addAll(List.of("--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer));
        words.addAll(List.of("--initial-cluster", all, "--log-level", "warn"));
        return Program.start(folder, folder.resolve("etcd%d.log".formatted(i)), words);
    }

    private String at(int port) {
        return "http://%s:%d".formatted(address, port);
    }

    /// Where its nodes are asked.
    public List<URI> endpoints() {
        return clientPorts.stream().map(p -> URI.create(at(p))).toList();
    }

    private boolean serves() {
        return endpoints().stream().allMatch(EtcdServer::isHealthy);
    }

    private static boolean isHealthy(URI endpoint) {
        try {
            var connection =
                    (HttpURLConnection) endpoint.resolve("/health").toURL().openConnection();
            connection.setConnectTimeout(500);
            connection.setReadTimeout(2_000);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false; // Not yet.
        }
    }

    /// Waits until each node serves.
    public void awaitAll() {
        TestPool.await("etcd serves", this::serves);
    }

    /// Waits until one of its nodes has a quorum: it answers a read that needs one.
    public void awaitQuorum() {
        TestPool.await("etcd has a quorum", () -> endpoints().stream().anyMatch(EtcdServer::reads));
    }

    private static boolean reads(URI endpoint) {
        try {
            var connection =
                    (HttpURLConnection) endpoint.resolve("/v3/kv/range").toURL().openConnection();
            connection.setConnectTimeout(500);
            connection.setReadTimeout(1_000);
            connection.setDoOutput(true);
            connection.getOutputStream().write("{\"key\":\"AA==\"}".getBytes(UTF_8));
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false; // Not yet.
        }
    }

    /// Whether a node's process runs.
    public boolean runs(int node) {
        return nodes.get(node).isAlive();
    }

    /// The number of the node that leads.
    public int leader() {
        for (int i = 0; i < nodes.size(); i++) {
            // Its address, id, version, size, and whether it leads.
            if (askAt(i, "endpoint", "status").contains(", true,")) {
                return i;
            }
        }
        throw new AssertionError("no node leads");
    }

    /// Kills one node at once.
    public void kill(int node) {
        TestPool.kill("KILL", nodes.get(node).pid());
        nodes.get(node).close();
    }

    /// Lets one node stand still, or go on.
    ///
    /// @param signal `STOP` or `CONT`
    public void signal(String signal, int node) {
        TestPool.kill(signal, nodes.get(node).pid());
    }

    /// Starts one that was killed again, with its data.
    public void restart(int node) {
        nodes.set(node, node(node));
    }

    /// Asks its command-line tool, which ends with 0.
    public String ask(String... words) {
        return askAt(0, words);
    }

    private String askAt(int node, String... words) {
        var command = new ArrayList<>(List.of("etcdctl", "--endpoints"));
        command.add(endpoints().get(node).toString());
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("ETCDCTL_API", "3");
        try {
            Process process = builder.start();
            String out = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(out);
            }
            return out;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        nodes.forEach(Program::close);
    }
}
