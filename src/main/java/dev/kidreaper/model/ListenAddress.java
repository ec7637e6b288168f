package dev.kidreaper.model;

import java.util.regex.Pattern;

/// Where a server listens: a host and a port, as operators write it: `127.0.0.1:9180`,
/// `localhost:9180`, `[::1]:9180`.
///
/// @param host a name or an address, without brackets
/// @param port 0 for any that is free
public record ListenAddress(String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9._-]{1,253}):(\\d{1,5})");
    private static final Pattern LOOPBACK = Pattern.compile("127(?:\\.\\d{1,3}){3}");
    private static final int LAST_PORT = 65_535;

    public ListenAddress {
        if (host.isEmpty() || port < 0 || port > LAST_PORT) {
            throw new IllegalArgumentException("a port is from 0 to 65535, not " + port);
        }
    }

    /// Reads what an operator wrote.
    ///
    /// @throws IllegalArgumentException with a sentence that says what is allowed
    public static ListenAddress parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not an address: write HOST:PORT, such as 127.0.0.1:9180 or [::1]:9180"
                            .formatted(text));
        }
        String host = form.group(1);
        return new ListenAddress(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                Integer.parseInt(form.group(2)));
    }

    /// Whether only processes of this machine can reach it.
    public boolean isLoopback() {
        return LOOPBACK.matcher(host).matches() || host.equals("localhost") || host.equals("::1");
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
