package dev.kidreaper.fleet.store;

import dev.kidreaper.model.FleetSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// The stores that a configuration can name.
public final class FleetStores {
    private static final int LONGEST_PASSWORD = 1_024;

    private FleetStores() {}

    /// etcd, as the settings say. Nothing is asked yet.
    ///
    /// @throws IOException if the password or the certificates cannot be read
    public static FleetStore etcd(FleetSettings settings) throws IOException {
        String ca = settings.ca();
        return new EtcdStore(
                new EtcdGateway(
                        settings.endpoints(), login(settings), ca == null ? null : trust(ca)));
    }

    private static EtcdGateway.@Nullable Login login(FleetSettings settings) throws IOException {
        String user = settings.user();
        String file = settings.passwordFile();
        return user == null || file == null ? null : new EtcdGateway.Login(user, password(file));
    }

    private static String password(String file) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            byte[] bytes = in.readNBytes(LONGEST_PASSWORD);
            return new String(bytes, StandardCharsets.UTF_8).strip();
        }
    }

    private static SSLSocketFactory trust(String ca) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(ca))) {
            KeyStore believed = KeyStore.getInstance(KeyStore.getDefaultType());
            believed.load(null);
            int number = 0;
            for (Certificate one :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                believed.setCertificateEntry("ca" + number++, one);
            }
            var managers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(believed);
            var context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException("%s: %s".formatted(ca, e.getMessage()), e);
        }
    }
}
