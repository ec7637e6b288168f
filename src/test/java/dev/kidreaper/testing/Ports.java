package dev.kidreaper.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/// Free ports of the loopback for the servers of tests that run side by side.
public final class Ports {
    /// Below those that the kernel gives to clients (ip(7), `ip_local_port_range`): one of them
    /// would else have the port before the server that is to listen there.
    private static final int FIRST = 12_000;

    private static final int END = 32_000;

    private Ports() {}

    /// One that nobody listens on, drawn at random: hardly anybody else draws the same before the
    /// server listens.
    public static int free() {
        int port;
        do {
            port = ThreadLocalRandom.current().nextInt(FIRST, END);
        } while (!isFree(port));
        return port;
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
