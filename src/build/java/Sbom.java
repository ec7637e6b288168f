import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A step of the package that writes what is in it, for scanners: CycloneDX 1.6. It names the Java
/// runtime and SQLite, which they would not find by themselves.
///
/// `java Sbom.java LIB-FOLDER JDK-RELEASE-FILE VERSION TIME pom.xml NOTICE >sbom.cdx.json`
final class Sbom {
    private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[^-]*)\\.jar");
    private static final Map<String, String> SPDX =
            Map.of(
                    "Apache License 2.0", "Apache-2.0",
                    "3-clause BSD License", "BSD-3-Clause",
                    "MIT License", "MIT");

    private final String pom;
    private final List<String> notice;

    private Sbom(String pom, List<String> notice) {
        this.pom = pom;
        this.notice = notice;
    }

    public static void main(String[] args) throws IOException {
        String pom = Files.readString(Path.of(args[4]));
        var sbom = new Sbom(pom, Files.readAllLines(Path.of(args[5])));
        List<String> components = new ArrayList<>();
        try (var jars = Files.list(Path.of(args[0]))) {
            for (Path jar : jars.sorted().toList()) {
                components.add(sbom.component(jar));
            }
        }
        components.add(runtime(Path.of(args[1])));
        String all = String.join(",\n", components);
        UUID serial = UUID.nameUUIDFromBytes((args[2] + all).getBytes(StandardCharsets.UTF_8));
        System.out.printf(
                """
                {"bomFormat":"CycloneDX","specVersion":"1.6",
                "serialNumber":"urn:uuid:%s","version":1,
                "metadata":{"timestamp":"%s",
                "component":{"type":"application","name":"kidreaper","version":"%s",
                "licenses":[{"license":{"id":"Apache-2.0"}}]}},
                "components":[
                %s
                ]}
                """,
                serial, args[3], args[2], all);
    }

    private String component(Path jar) throws IOException {
        Matcher name = JAR.matcher(jar.getFileName().toString());
        if (!name.matches()) {
            throw new IOException(jar + " has no version in its name");
        }
        String artifact = name.group(1);
        String version = name.group(2);
        String group = group(jar, artifact);
        String purl = "pkg:maven/%s/%s@%s".formatted(group, artifact, version);
        String sqlite =
                artifact.equals("sqlite-jdbc")
                        ? (",\n\"components\":[{\"type\":\"library\",\"name\":\"sqlite\","
                                + "\"version\":\"%s\"}]")
                                        .formatted(version.replaceFirst("\\.\\d+$", ""))
                        : "";
        return """
                {"type":"library","bom-ref":"%1$s","group":"%2$s","name":"%3$s","version":"%4$s",
                "purl":"%1$s","hashes":[{"alg":"SHA-256","content":"%5$s"}],
                "licenses":[{"license":{"id":"%6$s"}}]%7$s}"""
                .formatted(purl, group, artifact, version, hash(jar), licence(artifact), sqlite);
    }

    /// From what Maven has put into the jar, else from our own list of dependencies.
    private String group(Path jar, String artifact) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            for (var entry : file.stream().toList()) {
                if (entry.getName().endsWith("/" + artifact + "/pom.properties")) {
                    var properties = new Properties();
                    properties.load(file.getInputStream(entry));
                    return properties.getProperty("groupId");
                }
            }
        }
        Matcher ours =
                Pattern.compile(
                                "<groupId>([^<]+)</groupId>\\s*<artifactId>"
                                        + Pattern.quote(artifact)
                                        + "<")
                        .matcher(pom);
        if (!ours.find()) {
            throw new IOException("nothing says of which group " + artifact + " is");
        }
        return ours.group(1);
    }

    /// As NOTICE has it: the first line below the library's name, or below the names after it.
    private String licence(String artifact) throws IOException {
        boolean found = false;
        for (String line : notice) {
            found |= line.startsWith(artifact + " ");
            for (var known : SPDX.entrySet()) {
                if (found && line.strip().startsWith(known.getKey())) {
                    return known.getValue();
                }
            }
        }
        throw new IOException("NOTICE has no licence of " + artifact);
    }

    private static String runtime(Path release) throws IOException {
        var properties = new Properties();
        try (var in = Files.newBufferedReader(release)) {
            properties.load(in);
        }
        String version = word(properties, "JAVA_RUNTIME_VERSION");
        String vendor = word(properties, "IMPLEMENTOR");
        return """
                {"type":"platform","bom-ref":"jdk","name":"OpenJDK","version":"%1$s",
                "publisher":"%2$s","cpe":"cpe:2.3:a:oracle:openjdk:%3$s:*:*:*:*:*:*:*",
                "licenses":[{"license":{"id":"GPL-2.0-with-classpath-exception"}}]}"""
                .formatted(version, vendor, word(properties, "JAVA_VERSION"));
    }

    private static String word(Properties properties, String key) {
        return properties.getProperty(key, "unknown").replace("\"", "");
    }

    private static String hash(Path file) throws IOException {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(sum);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
