package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/// The address of a stream socket, in the kernel's form.
public sealed interface SocketAddress {
    /// A file (unix(7)).
    ///
    /// @param path at most 107 bytes
    record OfPath(String path) implements SocketAddress {
        private static final int MOST_BYTES = 107;

        public OfPath {
            int bytes = path.getBytes(StandardCharsets.UTF_8).length;
            if (bytes == 0 || bytes > MOST_BYTES) {
                throw new IllegalArgumentException(
                        "'%s' has %d bytes: the path of a socket has at most %d"
                                .formatted(path, bytes, MOST_BYTES));
            }
        }

        @Override
        public String toString() {
            return path;
        }
    }

    /// A port of a host (ip(7), ipv6(7)).
    record OfPort(InetAddress host, int port) implements SocketAddress {
        @Override
        public String toString() {
            return host.getHostAddress() + ":" + port;
        }
    }

    int AF_UNIX = 1;
    int AF_INET = 2;
    int AF_INET6 = 10;

    /// The address family.
    default int family() {
        return switch (this) {
            case OfPath _ -> AF_UNIX;
            case OfPort p -> p.host instanceof Inet4Address ? AF_INET : AF_INET6;
        };
    }

    /// `struct sockaddr_un`, `sockaddr_in` or `sockaddr_in6`; its size is its length.
    private MemorySegment inMemory(Arena arena) {
        return switch (this) {
            case OfPath p -> {
                byte[] path = p.path.getBytes(StandardCharsets.UTF_8);
                MemorySegment address = arena.allocate(2 + path.length + 1L, 8);
                address.set(JAVA_SHORT, 0, (short) AF_UNIX);
                MemorySegment.copy(path, 0, address, JAVA_BYTE, 2, path.length);
                yield address;
            }
            case OfPort p -> {
                byte[] host = p.host.getAddress();
                boolean four = host.length == 4;
                MemorySegment address = arena.allocate(four ? 16 : 28, 8);
                address.set(JAVA_SHORT, 0, (short) family());
                address.set(JAVA_BYTE, 2, (byte) (p.port >> 8));
                address.set(JAVA_BYTE, 3, (byte) p.port);
                MemorySegment.copy(host, 0, address, JAVA_BYTE, four ? 4 : 8, host.length);
                yield address;
            }
        };
    }

    /// Calls a function with the address.
    ///
    /// @return the function's result
    default int with(Use use) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment address = inMemory(arena);
            return use.call(address, (int) address.byteSize());
        }
    }

    /// A function that takes an address.
    interface Use {
        int call(MemorySegment address, int length);
    }
}
