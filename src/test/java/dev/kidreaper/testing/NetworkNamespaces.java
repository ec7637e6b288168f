package dev.kidreaper.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Some hosts' networks: a namespace for each (ip-netns(8)), and a bridge of this machine that
/// joins them. Needs root.
public final class NetworkNamespaces implements AutoCloseable {
    private final String name = "kr" + ProcessHandle.current().pid();
    private final int net = (int) (ProcessHandle.current().pid() % 250 + 1);
    private final int hosts;

    private NetworkNamespaces(int hosts) {
        this.hosts = hosts;
    }

    /// Makes them.
    public static NetworkNamespaces of(int hosts) {
        var made = new NetworkNamespaces(hosts);
        made.ip("link add %s type bridge".formatted(made.name));
        made.ip("addr add %s/24 dev %s".formatted(made.address(), made.name));
        made.ip("link set %s up".formatted(made.name));
        IntStream.range(0, hosts).forEach(made::add);
        return made;
    }

    private void add(int host) {
        String own = name + "-" + host;
        String link = name + "v" + host;
        ip("netns add " + own);
        ip("link add %s type veth peer name eth0 netns %s".formatted(link, own));
        ip("link set %s master %s up".formatted(link, name));
        ip("-n %s addr add 10.201.%d.%d/24 dev eth0".formatted(own, net, host + 2));
        ip("-n %s link set eth0 up".formatted(own));
        ip("-n %s link set lo up".formatted(own));
    }

    /// Where this machine is asked from all of them.
    public String address() {
        return "10.201.%d.1".formatted(net);
    }

    /// What runs a program in one of them: words before its own.
    public List<String> in(int host) {
        return List.of("ip", "netns", "exec", name + "-" + host);
    }

    private void ip(String words) {
        var command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(words.split(" ")));
        try {
            var process = new ProcessBuilder(command).inheritIO().start();
            if (process.waitFor() != 0) {
                throw new AssertionError(String.join(" ", command));
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        IntStream.range(0, hosts).forEach(host -> ip("netns del %s-%d".formatted(name, host)));
        ip("link del " + name);
    }
}
