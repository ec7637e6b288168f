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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A configuration file: TOML, in UTF-8, of at most {@link #LONGEST} bytes.
public final class SettingsFile {
    /// How many bytes a file may have.
    public static final int LONGEST = 1 << 20;

    private SettingsFile() {}

    /// Reads a file.
    public static ConfigResult read(Path file) {
        return read(ConfigFiles.named(file));
    }

    /// Reads all files of a configuration. All problems of all of them are told at once.
    static ConfigResult read(ConfigFiles files) {
        var problems = new ConfigProblems(files.main().toString());
        boolean mayLack = !files.snippets().isEmpty() && !Files.exists(files.main());
        try {
            Section top =
                    mayLack ? section("", problems, Keys.TOP) : section(files.main(), problems);
            var snippets = new ArrayList<Section>();
            for (Path file : files.snippets()) {
                ConfigProblems its = problems.in(file.toString());
                Section snippet = section(file, its, Keys.SNIPPET);
                if (snippet != null) {
                    snippets.add(snippet);
                }
            }
            if (files.isOld()) {
                problems.doubtful(
                        SourcePosition.WHOLE,
                        "this is its place of earlier versions: move it to"
                                + " /etc/kidreaper/kidreaper.toml");
            }
            return result(top, snippets, problems);
        } catch (AccessDeniedException e) {
            String file = String.valueOf(e.getFile());
            return new ConfigResult.Rejected(
                    List.of(new ConfigProblem(file, 0, 0, "not permitted to read it")), true);
        }
    }

    /// Reads a text.
    ///
    /// @param name of the file in the problems
    public static ConfigResult parse(String name, String text) {
        var problems = new ConfigProblems(name);
        return result(section(text, problems, Keys.TOP), List.of(), problems);
    }

    private static ConfigResult result(
            @Nullable Section top, List<Section> snippets, ConfigProblems problems) {
        Settings settings = top == null ? null : new SettingsReader(top, snippets).read();
        return settings == null || !problems.areNone()
                ? new ConfigResult.Rejected(problems.all(), false)
                : new ConfigResult.Loaded(settings, problems.warnings());
    }

    private static @Nullable Section section(String text, ConfigProblems problems, String table) {
        TomlText toml = TomlText.parse(text, problems);
        return toml == null
                ? null
                : new Section(toml, toml.root(), table, SourcePosition.START, problems);
    }

    private static @Nullable Section section(Path file, ConfigProblems problems)
            throws AccessDeniedException {
        return section(file, problems, Keys.TOP);
    }

    /// The top of a file; null if none of it can be relied on, which is then among the problems.
    private static @Nullable Section section(Path file, ConfigProblems problems, String table)
            throws AccessDeniedException {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                return without("is not a file", problems);
            }
            String refusal = Writers.refusal(file);
            if (refusal != null) {
                return without(refusal, problems);
            }
            String doubt = Writers.doubt(file);
            if (doubt != null) {
                problems.doubtful(SourcePosition.WHOLE, doubt);
            }
            byte[] bytes;
            try (var in = Files.newInputStream(file)) {
                bytes = in.readNBytes(LONGEST + 1);
            }
            return bytes.length > LONGEST
                    ? without("has more than %d KiB".formatted(LONGEST >> 10), problems)
                    : section(bytes, problems, table);
        } catch (NoSuchFileException e) {
            return without(
                    "there is no such file; kidreaper init prints one for the pools that run here",
                    problems);
        } catch (AccessDeniedException e) {
            throw e;
        } catch (IOException e) {
            return without("cannot be read: " + e.getMessage(), problems);
        }
    }

    private static @Nullable Section section(byte[] bytes, ConfigProblems problems, String table) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        if (decoder.decode(in, out, true).isError()) {
            byte wrong = in.get();
            problems.syntax(
                    end(out.flip().toString()),
                    in.position() == 1 && (wrong == (byte) 0xff || wrong == (byte) 0xfe)
                            ? "this file is in UTF-16: save it as UTF-8"
                            : "a byte that is not UTF-8: 0x%02x; save the file as UTF-8"
                                    .formatted(wrong));
            return null;
        }
        return section(out.flip().toString(), problems, table);
    }

    private static @Nullable Section without(String sentence, ConfigProblems problems) {
        problems.syntax(SourcePosition.WHOLE, sentence);
        return null;
    }

    private static SourcePosition end(String text) {
        int line = (int) text.chars().filter(c -> c == '\n').count() + 1;
        int column = text.length() - text.lastIndexOf('\n');
        return new SourcePosition(line, column);
    }
}
