package dev.kidreaper.web;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which names a browser may have used to reach us. A page of a stranger can have its own name lead
/// to this machine (DNS rebinding), and would then read what we say; but it cannot do that with an
/// address, nor with `localhost`.
public record HostCheck(Set<String> names) {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern PORT = Pattern.compile(":\\d{0,5}$");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9A-Fa-f:.]{2,45}]");

    /// @param names that the operator allows besides
    public HostCheck {
        names = Set.copyOf(names);
    }

    /// Whether a request with that header may be answered.
    public boolean isAllowed(@Nullable String host) {
        if (host == null) {
            return false;
        }
        String name = PORT.matcher(host.strip()).replaceFirst("").toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || IPV4.matcher(name).matches()
                || IPV6.matcher(name).matches()
                || names.contains(name);
    }
}
