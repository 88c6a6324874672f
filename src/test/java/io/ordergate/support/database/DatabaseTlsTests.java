package io.ordergate.support.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordergate.support.database.DatabaseSettings.Pooler;
import io.ordergate.testing.TestDatabase;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.R2dbcException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.core.publisher.Mono;

/** What sslmode says holds for both drivers, against a server with TLS, whose certificate is for localhost, and one without. */
class DatabaseTlsTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String IS_ENCRYPTED = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";

    @TempDir
    private static Path folder;

    private static OwnServer server;

    @BeforeAll
    static void start() throws Exception {
        var authority = new Authority("authority");
        Files.writeString(folder.resolve("ca.pem"), pem("CERTIFICATE", authority.certificate.getEncoded()));
        Files.writeString(
                folder.resolve("other.pem"), pem("CERTIFICATE", new Authority("other").certificate.getEncoded()));
        var keys = keys();
        Files.writeString(
                folder.resolve("server.pem"),
                pem("CERTIFICATE", authority.sign("CN=localhost", keys, false).getEncoded()));
        var key = Files.createFile(
                folder.resolve("server.key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        server = OwnServer.with(
                folder.resolve("data"),
                Map.of(
                        "ssl",
                        "on",
                        "ssl_cert_file",
                        folder.resolve("server.pem").toString(),
                        "ssl_key_file",
                        key.toString(),
                        "listen_addresses",
                        "*"));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost?sslmode=prefer",
                "localhost?sslmode=require",
                "localhost?sslmode=require&sslrootcert=ca.pem",
                "localhost?sslmode=verify-ca&sslrootcert=ca.pem",
                "localhost?sslmode=verify-full&sslrootcert=ca.pem",
                "127.0.0.1?sslmode=verify-full&sslrootcert=ca.pem",
                "127.0.0.2?sslmode=verify-ca&sslrootcert=ca.pem",
                "127.0.0.2?sslmode=require"
            })
    void nobodyElseReadsWhereTheServerHasTls(String server) throws SQLException {
        var address = address(server);
        assertThat(encrypted(address)).isTrue();
        assertThat(encryptedByTheOther(address)).isTrue();
    }

    @Test
    void nobodyIsForcedToTls() throws SQLException {
        assertThat(encrypted(address("localhost?sslmode=disable"))).isFalse();
        assertThat(encryptedByTheOther(address("localhost?sslmode=disable"))).isFalse();
    }

    /** Another host, another authority, and one that the JVM does not know. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.2?sslmode=verify-full&sslrootcert=ca.pem",
                "localhost?sslmode=verify-full&sslrootcert=other.pem",
                "localhost?sslmode=verify-ca&sslrootcert=other.pem",
                "localhost?sslmode=require&sslrootcert=other.pem",
                "localhost?sslmode=verify-full",
                "localhost?sslmode=verify-ca"
            })
    void aServerThatProvesNothingIsRefused(String server) {
        var address = address(server);
        assertThatThrownBy(() -> encrypted(address)).isInstanceOf(R2dbcException.class);
        assertThatThrownBy(() -> encryptedByTheOther(address)).isInstanceOf(SQLException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?sslmode=prefer", "?sslmode=allow", "?sslmode=disable"})
    void aServerWithoutTlsIsEnoughWhereNobodyInsists(String mode) throws SQLException {
        var address = DatabaseAddress.parse(TestDatabase.url() + mode);
        assertThat(encrypted(address)).isFalse();
        assertThat(encryptedByTheOther(address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"require", "verify-ca", "verify-full"})
    void whoInsistsIsNotServedWithoutTls(String mode) {
        var address = DatabaseAddress.parse(TestDatabase.url() + "?sslmode=" + mode);
        assertThatThrownBy(() -> encrypted(address)).isInstanceOf(R2dbcException.class);
        assertThatThrownBy(() -> encryptedByTheOther(address)).isInstanceOf(SQLException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere.pem", "server.key"})
    void certificatesThatCannotBeReadAreNamed(String file) {
        var address = address("localhost?sslmode=verify-full&sslrootcert=" + file);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DatabaseTls(address))
                .withMessageContaining("sslrootcert of DATABASE_URL");
    }

    private static DatabaseAddress address(String server) {
        var parts =
                server.replace("sslrootcert=", "sslrootcert=" + folder + "/").split("\\?", 2);
        return DatabaseAddress.parse("postgresql://postgres@" + parts[0] + ":" + DatabaseTlsTests.server.port()
                + "/postgres" + (parts.length > 1 ? "?" + parts[1] : ""));
    }

    private static boolean encrypted(DatabaseAddress address) {
        var seconds = Duration.ofSeconds(5);
        var settings = new DatabaseSettings(seconds, 1, 1, 1, 1, seconds, seconds, seconds, seconds, Pooler.NONE);
        var resources = new ReactorResourceFactory();
        resources.afterPropertiesSet();
        return Mono.usingWhen(
                        new DatabaseDriver(settings, resources).to(address, 0).create(),
                        connection -> connection
                                .createStatement(IS_ENCRYPTED)
                                .execute()
                                .flatMap(result -> result.map((row, about) -> row.get(0, Boolean.class)))
                                .single(),
                        PostgresqlConnection::close)
                .block(PATIENCE);
    }

    private static boolean encryptedByTheOther(DatabaseAddress address) throws SQLException {
        try (var connection = DriverManager.getConnection(address.jdbcUrl(), address.username(), address.password());
                var rows = connection.createStatement().executeQuery(IS_ENCRYPTED)) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private static KeyPair keys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + kind
                + "-----\n";
    }

    /** Signs certificates for localhost. */
    private static final class Authority {

        private final X500Name name;
        private final KeyPair keys = keys();
        private final X509Certificate certificate;

        Authority(String name) throws GeneralSecurityException, IOException, OperatorCreationException {
            this.name = new X500Name("CN=" + name);
            this.certificate = sign("CN=" + name, keys, true);
        }

        X509Certificate sign(String subject, KeyPair holder, boolean authority)
                throws GeneralSecurityException, IOException, OperatorCreationException {
            var now = Instant.now();
            var builder = new JcaX509v3CertificateBuilder(
                            name,
                            BigInteger.valueOf(System.nanoTime()),
                            Date.from(now.minus(Duration.ofHours(1))),
                            Date.from(now.plus(Duration.ofHours(1))),
                            new X500Name(subject),
                            holder.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority))
                    .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                        new GeneralName(GeneralName.dNSName, "localhost"),
                        new GeneralName(GeneralName.iPAddress, "127.0.0.1")
                    }));
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate())));
        }
    }
}
