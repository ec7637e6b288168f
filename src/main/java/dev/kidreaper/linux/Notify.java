package dev.kidreaper.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;

/// The messages to systemd about our state (sd_notify(3)): one datagram to the socket in
/// `NOTIFY_SOCKET`. The JDK's channels have no datagrams for such sockets.
public final class Notify {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;

    /// `struct sockaddr_un { unsigned short family; char path[108]; }`
    private static final int PATH_BYTES = 108;

    private Notify() {}

    /// Sends a state such as `READY=1`.
    ///
    /// @param socket the value of `NOTIFY_SOCKET`: a path, or `@` and an abstract name
    /// @throws LinuxException if nothing listens there
    public static void send(String socket, String state) throws LinuxException {
        byte[] path = socket.getBytes(StandardCharsets.UTF_8);
        byte[] text = state.getBytes(StandardCharsets.UTF_8);
        if (path.length == 0 || path.length >= PATH_BYTES) {
            throw new LinuxException("sendto " + socket, Errno.EINVAL);
        }
        if (path[0] == '@') {
            path[0] = 0;
        }
        int fd = Native.check("socket", Libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        try (var arena = Arena.ofConfined()) {
            var address = arena.allocate(2 + PATH_BYTES);
            address.set(JAVA_SHORT, 0, (short) AF_UNIX);
            address.asSlice(2, path.length).copyFrom(java.lang.foreign.MemorySegment.ofArray(path));
            var data = arena.allocateFrom(JAVA_BYTE, text);
            long sent = Libc.sendto(fd, data, text.length, address, 2 + path.length);
            Native.check("sendto " + socket, sent);
        } finally {
            Libc.close(fd);
        }
    }
}
