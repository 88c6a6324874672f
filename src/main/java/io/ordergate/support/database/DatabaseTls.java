package io.ordergate.support.database;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.ordergate.support.secret.Ids;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.client.SSLMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS to the database. Certificates are read once, at the start: the driver would read them on an event loop, at each connection,
 * and would take the name that the DNS has for an address for the one that the certificate has to prove.
 */
final class DatabaseTls {

    private final SSLMode mode;
    private final TrustManagerFactory trust;
    private final SslContext context;

    /** The driver makes a context of its own for each connection; the usual random numbers would be read from a file for it. */
    private final SecureRandom seeded = Ids.random();

    DatabaseTls(DatabaseAddress address) {
        this.mode = SSLMode.fromValue(address.sslMode());
        try {
            this.trust = mode.verifyCertificate() ? trust(address.sslRootCert()) : InsecureTrustManagerFactory.INSTANCE;
            this.context = trusting(SslContextBuilder.forClient())
                    .endpointIdentificationAlgorithm(mode.verifyPeerName() ? "HTTPS" : null)
                    .build();
        } catch (IOException | GeneralSecurityException unreadable) {
            throw new IllegalArgumentException(
                    "sslrootcert of DATABASE_URL is no file of certificates: " + address.sslRootCert(), unreadable);
        }
    }

    /** Has the driver use TLS as the address asks for it. The name is checked by the engine, not by the driver. */
    PostgresqlConnectionConfiguration.Builder secure(
            PostgresqlConnectionConfiguration.Builder driver, DatabaseAddress.Host host) {
        return driver.sslMode(mode.verifyPeerName() ? SSLMode.VERIFY_CA : mode)
                .sslContextBuilderCustomizer(builder -> trusting(builder).secureRandom(seeded))
                .sslEngineCustomizer(unused -> context.newEngine(ByteBufAllocator.DEFAULT, host.name(), host.port()));
    }

    private SslContextBuilder trusting(SslContextBuilder builder) {
        return builder.sslProvider(SslProvider.JDK).trustManager(trust);
    }

    /** Those of a file, or else those that the JVM trusts. */
    private static TrustManagerFactory trust(String file) throws IOException, GeneralSecurityException {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(file.isEmpty() ? null : certificates(Path.of(file)));
        return trust;
    }

    private static KeyStore certificates(Path file) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var bytes = Files.newInputStream(file)) {
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(bytes)) {
                store.setCertificateEntry(Integer.toString(store.size()), certificate);
            }
        }
        return store;
    }
}
