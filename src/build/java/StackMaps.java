import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/// A step of the build that gives old class files what Java 8 asks of them: a map of the stack in
/// each method. The JVM cannot keep older ones in its start cache, and verifies them the slow way
/// at each start (docs/decisions/0030-old-class-files.md). What they do does not change.
///
/// `java StackMaps.java FOLDER`: all jars in the folder; one without such classes stays as it is.
final class StackMaps {
    private static final ClassFileVersion JAVA_8 = ClassFileVersion.of(ClassFile.JAVA_8_VERSION, 0);

    private StackMaps() {}

    public static void main(String[] folder) throws IOException {
        try (var jars = Files.newDirectoryStream(Path.of(folder[0]), "*.jar")) {
            for (Path jar : jars) {
                renew(jar);
            }
        }
    }

    private static void renew(Path path) throws IOException {
        Path renewed = path.resolveSibling(path.getFileName() + ".new");
        boolean isOld = false;
        try (var jar = new JarFile(path.toFile());
                var out = new JarOutputStream(Files.newOutputStream(renewed))) {
            for (var entry : jar.stream().toList()) {
                byte[] bytes = bytes(jar, entry);
                boolean isOldClass = entry.getName().endsWith(".class") && isOld(bytes);
                isOld |= isOldClass;
                write(out, entry, isOldClass ? renewed(bytes, jar) : bytes);
            }
        }
        if (isOld) {
            Files.move(renewed, path, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.delete(renewed);
        }
    }

    /// JVMS 4.1: the major version is the fourth pair of bytes.
    private static boolean isOld(byte[] bytes) {
        return ((bytes[6] & 0xff) << 8 | bytes[7] & 0xff) < ClassFile.JAVA_6_VERSION;
    }

    private static byte[] renewed(byte[] bytes, JarFile jar) {
        var from =
                ClassHierarchyResolver.ofResourceParsing((ClassDesc type) -> resource(type, jar));
        var files =
                ClassFile.of(
                        ClassFile.ClassHierarchyResolverOption.of(from),
                        ClassFile.StackMapsOption.GENERATE_STACK_MAPS);
        ClassTransform code = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL);
        return files.transformClass(
                files.parse(bytes),
                code.andThen((to, element) -> to.with(
                        element instanceof ClassFileVersion ? JAVA_8 : element)));
    }

    private static InputStream resource(ClassDesc type, JarFile jar) {
        String descriptor = type.descriptorString();
        String name = descriptor.substring(1, descriptor.length() - 1) + ".class";
        var entry = jar.getJarEntry(name);
        try {
            return entry == null
                    ? ClassLoader.getSystemResourceAsStream(name)
                    : jar.getInputStream(entry);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(JarFile jar, JarEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }

    /// With the time that it had, so that two builds have the same bytes.
    private static void write(JarOutputStream out, JarEntry entry, byte[] bytes)
            throws IOException {
        var same = new JarEntry(entry.getName());
        same.setTime(entry.getTime());
        out.putNextEntry(same);
        ((OutputStream) out).write(bytes);
        out.closeEntry();
    }
}
