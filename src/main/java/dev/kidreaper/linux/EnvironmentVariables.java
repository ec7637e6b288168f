package dev.kidreaper.linux;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The environment variables for a child. They are bytes in any encoding or none: here each byte is
/// one character.
public final class EnvironmentVariables {
    static final Charset BYTES = ISO_8859_1;
    private static final Path OURS = Path.of("/proc/self/environ");

    private final Map<String, String> values = new LinkedHashMap<>();

    private EnvironmentVariables() {}

    /// The variables with which we were started (proc_pid_environ(5)).
    ///
    /// @throws IOException if the kernel does not tell
    public static EnvironmentVariables ofOurs() throws IOException {
        var all = new EnvironmentVariables();
        for (String variable : Files.readString(OURS, BYTES).split("\0", -1)) {
            int equals = variable.indexOf('=', 1);
            if (equals > 0) {
                all.unlessSet(variable.substring(0, equals), variable.substring(equals + 1));
            }
        }
        return all;
    }

    /// Those for an application that we start: ours, without what was meant for us alone.
    ///
    /// @throws IOException if the kernel does not tell
    public static EnvironmentVariables forApplications() throws IOException {
        var all = ofOurs();
        all.remove("NOTIFY_SOCKET"); // What systemd is told is ours to say.
        if (all.remove("KIDREAPER_ARENA")) {
            all.remove("MALLOC_ARENA_MAX"); // Our launcher set it.
        }
        all.values.keySet().removeIf(name -> name.startsWith("KIDREAPER_"));
        return all;
    }

    /// No variables.
    public static EnvironmentVariables none() {
        return new EnvironmentVariables();
    }

    /// Sets a variable to a text, in UTF-8. What a variable cannot hold is left out.
    public void setText(String name, String text) {
        String held = text.replace("\0", "");
        values.put(name, new String(held.getBytes(StandardCharsets.UTF_8), BYTES));
    }

    /// Adds a variable, unless it is there.
    public void unlessSet(String name, String value) {
        values.putIfAbsent(name, value);
    }

    /// Removes a variable, and says whether it was there.
    public boolean remove(String name) {
        return values.remove(name) != null;
    }

    /// The variables in the form that a program gets: `name=value`.
    List<String> all() {
        return values.entrySet().stream().map(v -> v.getKey() + "=" + v.getValue()).toList();
    }
}
