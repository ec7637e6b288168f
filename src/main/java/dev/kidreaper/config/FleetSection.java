package dev.kidreaper.config;

import dev.kidreaper.decide.fleet.BudgetTerms;
import dev.kidreaper.decide.fleet.FleetKeys;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.FleetSettings;
import dev.kidreaper.model.ListenAddress;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The reader of `[fleet]`: how this host shares a budget with others.
record FleetSection(Section section) {
    private static final String ENGINE = "etcd";
    private static final String PASSWORD_FILE = "password-file";
    private static final String AT_ONCE = "at-once";
    private static final int MOST_AT_ONCE = 10_000;
    private static final int DEFAULT_FAILURES = 3;
    private static final int MOST_FAILURES = 1_000;
    private static final Duration DEFAULT_PRESUME_GONE = Duration.ofMinutes(15);
    private static final Duration LONGEST_PRESUME_GONE = Duration.ofDays(1);
    private static final Duration LONGEST_SOAK = Duration.ofHours(1);
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE);

    /// The settings; null if there is a problem.
    @Nullable FleetSettings read() {
        String group = section.text("group", "shop", FleetSection::group);
        String host = section.text("host", "web1", FleetSection::host);
        section.text("engine", ENGINE, FleetSection::engine);
        List<URI> endpoints =
                section.texts("endpoints", "https://etcd1:2379", FleetSection::endpoint);
        String user = section.text("user", "kidreaper", FleetSection::plain);
        String passwordFile =
                section.text(PASSWORD_FILE, "/etc/kidreaper/etcd.password", Paths::of);
        String ca = section.text("ca", "/etc/kidreaper/etcd-ca.pem", Paths::of);
        String atOnce = atOnce();
        Integer failures = section.number("failures", 1, MOST_FAILURES);
        Duration presumeGone = section.text("presume-gone", "15m", FleetSection::presumeGone);
        Duration soak = section.text("soak", "30s", FleetSection::soak);
        String version = section.text("version", "v42", FleetSection::plain);
        String versionFile = section.text("version-file", "/srv/shop/VERSION", Paths::of);
        URI holdWhen =
                section.text("hold-when", "http://prometheus:9090/…", FleetSection::question);
        require("group", "\"shop\"");
        require("endpoints", "[\"https://etcd1:2379\"]");
        require(AT_ONCE, "1");
        checkPassword(endpoints, passwordFile);
        if (ca != null && !Files.isReadable(Path.of(ca))) {
            section.wrong("ca", "%s cannot be read".formatted(ca));
        }
        if (section.has("version") && section.has("version-file")) {
            section.wrong("version", "version-file says it too: leave one of them out");
        }
        if (group == null || endpoints.isEmpty() || atOnce == null) {
            return null;
        }
        return new FleetSettings(
                group,
                host,
                endpoints,
                user,
                passwordFile,
                ca,
                atOnce,
                Objects.requireNonNullElse(failures, DEFAULT_FAILURES),
                Objects.requireNonNullElse(presumeGone, DEFAULT_PRESUME_GONE),
                Objects.requireNonNullElse(soak, Duration.ZERO),
                version,
                versionFile,
                holdWhen);
    }

    private void require(String key, String example) {
        if (!section.has(key)) {
            section.configProblems()
                    .missing(
                            section.at(),
                            "[fleet] has no %1$s, which it needs: write %1$s = %2$s"
                                    .formatted(key, example));
        }
    }

    private void checkPassword(List<URI> endpoints, @Nullable String file) {
        if (section.has("user") != section.has(PASSWORD_FILE)) {
            section.wrong(
                    section.has("user") ? "user" : PASSWORD_FILE,
                    "a user needs a password-file, and that a user");
        }
        if (file == null) {
            return;
        }
        for (URI endpoint : endpoints) {
            if ("http".equals(endpoint.getScheme()) && !isLoopback(endpoint)) {
                section.wrong(
                        "endpoints",
                        "the password would go to %s in clear text: write https"
                                .formatted(endpoint));
            }
        }
        try {
            if (Files.getPosixFilePermissions(Path.of(file)).stream().anyMatch(OTHERS::contains)) {
                section.wrong(
                        PASSWORD_FILE, "others may read or write %s: chmod 600".formatted(file));
            }
        } catch (IOException e) {
            section.wrong(PASSWORD_FILE, "%s cannot be read".formatted(file));
        }
    }

    private static boolean isLoopback(URI endpoint) {
        String host = endpoint.getHost();
        return new ListenAddress(host.replaceAll("[\\[\\]]", ""), 1).isLoopback();
    }

    /// A number, or a share of all workers.
    private @Nullable String atOnce() {
        Object value = section.table().get(List.of(AT_ONCE));
        if (value instanceof Long) {
            Integer number = section.number(AT_ONCE, 1, MOST_AT_ONCE);
            return number == null ? null : number.toString();
        }
        return section.text(AT_ONCE, "2%", FleetSection::share);
    }

    private static String share(String text) {
        boolean shaped = text.matches("[0-9]{1,3}(\\.[0-9]{1,3})?%");
        double share = shaped ? Double.parseDouble(text.substring(0, text.length() - 1)) : 0;
        if (!shaped || share <= 0 || share > 100) {
            throw new IllegalArgumentException(
                    "'%s' is no share: write a number such as 20, or \"2%%\" of all workers"
                            .formatted(text));
        }
        return text;
    }

    private static String group(String text) {
        if (!FleetKeys.isGroup(text)) {
            throw new IllegalArgumentException(
                    "'%s' is no name for a group: it has 1 to 64 of a-z, 0-9, . and -"
                            .formatted(text));
        }
        return text;
    }

    private static String host(String text) {
        if (!FleetKeys.isHost(text)) {
            throw new IllegalArgumentException(
                    "'%s' is no name for a host: it has letters, digits, . _ and -"
                            .formatted(text));
        }
        return text;
    }

    private static String engine(String text) {
        if (!text.equals(ENGINE)) {
            throw new IllegalArgumentException(Keys.noSuch("engine", text, List.of(ENGINE)));
        }
        return text;
    }

    private static String plain(String text) {
        if (!text.matches("\\P{Cntrl}{1,100}")) {
            throw new IllegalArgumentException("it has 1 to 100 characters, and no control ones");
        }
        return text;
    }

    private static URI address(String text) {
        try {
            URI uri = new URI(text);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (!http || uri.getHost() == null) {
                throw new IllegalArgumentException(
                        "'%s' is no address: write http://HOST:PORT or https://HOST:PORT"
                                .formatted(text));
            }
            if (uri.getUserInfo() != null) {
                throw new IllegalArgumentException(
                        "a user and a password do not belong into an address");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'%s' is no address".formatted(text), e);
        }
    }

    private static URI endpoint(String text) {
        URI uri = address(text);
        if (uri.getPort() < 1) {
            throw new IllegalArgumentException(
                    "'%s' has no port: etcd's is usually 2379".formatted(text));
        }
        if (!uri.getRawPath().isEmpty() && !uri.getRawPath().equals("/")) {
            throw new IllegalArgumentException("'%s' has a path".formatted(text));
        }
        return uri;
    }

    private static URI question(String text) {
        URI uri = address(text);
        if (uri.getRawQuery() == null) {
            throw new IllegalArgumentException(
                    "'%s' asks nothing: write http://HOST:PORT/api/v1/query?query=…"
                            .formatted(text));
        }
        return uri;
    }

    private static Duration presumeGone(String text) {
        return between(text, BudgetTerms.SHORTEST, LONGEST_PRESUME_GONE);
    }

    private static Duration soak(String text) {
        return between(text, Duration.ZERO, LONGEST_SOAK);
    }

    private static Duration between(String text, Duration least, Duration most) {
        Duration time = Amounts.duration(text);
        if (time.compareTo(least) < 0 || time.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "'%s' is not from %s to %s"
                            .formatted(text, Durations.words(least), Durations.words(most)));
        }
        return time;
    }
}
