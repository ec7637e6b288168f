package dev.kidreaper.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/// The house style, as far as a program can see it. Each limit is there so that a reader sees a
/// whole thought at once.
class TidyTest {
    private static final int FILE_LINES = 250;
    private static final int METHOD_LINES = 50;
    private static final int COLUMNS = 100;
    private static final int PACKAGE_TYPES = 25;

    private static final List<Parsed> ALL =
            parsed(sources().stream().map(f -> new Source(f, read(f))).toList());

    @Test
    void filesFitOnAFewScreens() throws IOException {
        assertThat(sources().stream().flatMap(f -> tooLong(f, read(f)).stream())).isEmpty();
    }

    @Test
    void linesFitOnAScreen() throws IOException {
        var wide = new ArrayList<String>();
        for (Path file : sources()) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).length() > COLUMNS) {
                    wide.add("%s:%d".formatted(file, i + 1));
                }
            }
        }
        assertThat(wide).isEmpty();
    }

    @Test
    void methodsAreShort() {
        assertThat(ALL.stream().flatMap(s -> tall(s).stream())).isEmpty();
    }

    /// A reader who has seen a name knows what it means everywhere.
    @Test
    void noTwoTypesHaveOneName() {
        var places = new TreeMap<String, List<Path>>();
        for (Parsed source : ALL) {
            for (Tree type : source.unit.getTypeDecls()) {
                if (type instanceof ClassTree declared) {
                    String name = declared.getSimpleName().toString();
                    places.computeIfAbsent(name, _ -> new ArrayList<>()).add(source.file);
                }
            }
        }
        places.values().removeIf(files -> files.size() == 1);
        assertThat(places).isEmpty();
    }

    /// Nouns are many, and one reads only those that one needs.
    @Test
    void packagesAreRoomsNotHalls() throws IOException {
        Map<String, Long> sizes =
                sources().stream()
                        .filter(f -> f.startsWith("src/main") && !f.endsWith("module-info.java"))
                        .map(f -> Objects.requireNonNull(f.getParent()).toString())
                        .filter(folder -> !folder.endsWith("/model"))
                        .collect(Collectors.groupingBy(folder -> folder, Collectors.counting()));
        sizes.values().removeIf(types -> types <= PACKAGE_TYPES);
        assertThat(sizes).isEmpty();
    }

    @Test
    void noMocksAndNoSkippedTests() throws IOException {
        var found = new ArrayList<String>();
        for (Path file : sources()) {
            String text = Files.readString(file);
            if (text.contains("Mockito") || text.contains("@Disabled")) {
                found.add(file + ": no mocks, no skipped tests");
            }
        }
        assertThat(found.stream().filter(f -> !f.contains("TidyTest")).toList()).isEmpty();
    }

    /// Planted faults: a ruler that finds none where there is one measures nothing.
    @Test
    void theRulersFindWhatIsTooLong() {
        String wrapped = "class A {\n    void a(\n            int b) {\n%s    }\n}\n";
        Path file = Path.of("A.java");

        assertThat(tall(parsed(file, wrapped.formatted("        b();\n".repeat(47))))).isEmpty();
        assertThat(tall(parsed(file, wrapped.formatted("        b();\n".repeat(48))))).hasSize(1);
        assertThat(tooLong(file, "import a.B;\n".repeat(9) + "//\n".repeat(250))).isEmpty();
        assertThat(tooLong(file, "import a.B;\n".repeat(9) + "//\n".repeat(251))).hasSize(1);
    }

    /// Imports do not count: nobody reads them.
    private static List<String> tooLong(Path file, String text) {
        long lines = text.lines().filter(l -> !l.startsWith("import ")).count();
        return lines > FILE_LINES
                ? List.of("%s: %d lines; split it by purpose".formatted(file, lines))
                : List.of();
    }

    /// Methods with too many lines, their signature among them.
    private static List<String> tall(Parsed source) {
        var tall = new ArrayList<String>();
        var positions = source.trees.getSourcePositions();
        var lines = source.unit.getLineMap();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitMethod(MethodTree method, Void none) {
                long start = positions.getStartPosition(source.unit, method);
                long end = positions.getEndPosition(source.unit, method);
                if (start >= 0 && end >= 0) {
                    long first = lines.getLineNumber(start);
                    long count = lines.getLineNumber(end) - first + 1;
                    if (count > METHOD_LINES) {
                        tall.add("%s:%d: %d lines".formatted(source.file, first, count));
                    }
                }
                return super.visitMethod(method, null);
            }
        }.scan(source.unit, null);
        return tall;
    }

    private static List<Path> sources() {
        try (Stream<Path> tree = Files.walk(Path.of("src"))) {
            return tree.filter(p -> p.toString().endsWith(".java")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Parsed parsed(Path file, String text) {
        return parsed(List.of(new Source(file, text))).getFirst();
    }

    /// Parses all files by one run of the compiler, whose start takes longer than a file.
    private static List<Parsed> parsed(List<Source> sources) {
        var compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        var task = (JavacTask) compiler.getTask(null, null, null, null, null, sources);
        var trees = Trees.instance(task);
        try {
            return StreamSupport.stream(task.parse().spliterator(), false)
                    .map(unit -> new Parsed(file(unit), unit, trees))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path file(CompilationUnitTree unit) {
        return Path.of(unit.getSourceFile().toUri().getPath().substring(1));
    }

    /// A file, parsed.
    private record Parsed(Path file, CompilationUnitTree unit, Trees trees) {}

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(Path file, String text) {
            super(URI.create("string:///" + file), JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
