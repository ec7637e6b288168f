package dev.kidreaper.config;

import dev.kidreaper.model.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A configuration file: TOML, in UTF-8, of at most {@link #LONGEST} bytes.
public final class SettingsFile {
    /// How many bytes a file may have.
    public static final int LONGEST = 1 << 20;

    private SettingsFile() {}

    /// Reads a file.
    public static ConfigResult read(Path file) {
        String name = file.toString();
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                return rejected(name, "is not a file");
            }
            byte[] bytes;
            try (var in = Files.newInputStream(file)) {
                bytes = in.readNBytes(LONGEST + 1);
            }
            return bytes.length > LONGEST
                    ? rejected(name, "has more than %d KiB".formatted(LONGEST >> 10))
                    : parse(name, bytes);
        } catch (NoSuchFileException e) {
            return rejected(name, "there is no such file");
        } catch (AccessDeniedException e) {
            return new ConfigResult.Rejected(
                    List.of(new ConfigProblem(name, 0, 0, "not permitted to read it")), true);
        } catch (IOException e) {
            return rejected(name, "cannot be read: " + e.getMessage());
        }
    }

    /// Reads a text.
    ///
    /// @param name of the file in the problems
    public static ConfigResult parse(String name, String text) {
        var configProblems = new ConfigProblems(name);
        Settings settings = settings(text, configProblems);
        return settings == null
                ? new ConfigResult.Rejected(configProblems.all(), false)
                : new ConfigResult.Loaded(settings, configProblems.warnings());
    }

    private static @Nullable Settings settings(String text, ConfigProblems configProblems) {
        TomlText toml = TomlText.parse(text, configProblems);
        if (toml == null) {
            return null;
        }
        var top = new Section(toml, toml.root(), Keys.TOP, SourcePosition.START, configProblems);
        return new SettingsReader(top).read();
    }

    private static ConfigResult parse(String name, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        if (decoder.decode(in, out, true).isError()) {
            SourcePosition at = end(out.flip().toString());
            String sentence = "a byte that is not UTF-8: 0x%02x".formatted(in.get());
            return new ConfigResult.Rejected(
                    List.of(new ConfigProblem(name, at.line(), at.column(), sentence)), false);
        }
        return parse(name, out.flip().toString());
    }

    private static SourcePosition end(String text) {
        int line = (int) text.chars().filter(c -> c == '\n').count() + 1;
        int column = text.length() - text.lastIndexOf('\n');
        return new SourcePosition(line, column);
    }

    private static ConfigResult rejected(String name, String sentence) {
        return new ConfigResult.Rejected(List.of(new ConfigProblem(name, 0, 0, sentence)), false);
    }
}
