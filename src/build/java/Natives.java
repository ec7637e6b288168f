import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/// A step of the package that takes compiled libraries of other systems out of jars. The one of
/// SQLite for this system is put beside them, so that nothing is unpacked at run time.
///
/// `java Natives.java FROM-FOLDER TO-FOLDER ARCHITECTURE LIBRARY`
final class Natives {
    private static final String SQLITE = "org/sqlite/native/";
    private static final String JLINE = "org/jline/nativ/";

    private Natives() {}

    public static void main(String[] args) throws IOException {
        Path to = Files.createDirectories(Path.of(args[1]));
        String wanted = SQLITE + "Linux/" + args[2] + "/libsqlitejdbc.so";
        try (var jars = Files.newDirectoryStream(Path.of(args[0]), "*.jar")) {
            for (Path jar : jars) {
                thin(jar, to.resolve(jar.getFileName()), wanted, Path.of(args[3]));
            }
        }
        if (!Files.exists(Path.of(args[3]))) {
            throw new IOException("no jar has " + wanted);
        }
    }

    private static void thin(Path from, Path to, String wanted, Path library) throws IOException {
        try (var jar = new JarFile(from.toFile())) {
            if (jar.stream().noneMatch(e -> isNative(e.getName()))) {
                Files.copy(from, to);
                return;
            }
            try (var out = new JarOutputStream(Files.newOutputStream(to))) {
                for (var entry : jar.stream().toList()) {
                    byte[] bytes = jar.getInputStream(entry).readAllBytes();
                    if (entry.getName().equals(wanted)) {
                        Files.write(library, bytes);
                    } else if (!isNative(entry.getName())) {
                        var copy = new JarEntry(entry.getName());
                        copy.setLastModifiedTime(entry.getLastModifiedTime());
                        out.putNextEntry(copy);
                        out.write(bytes);
                        out.closeEntry();
                    }
                }
            }
        }
    }

    private static boolean isNative(String name) {
        return name.startsWith(SQLITE)
                || name.startsWith(JLINE) && name.matches(".*\\.(so|dll|jnilib|dylib)");
    }
}
