package io.ordergate.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslContextBuilder;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.Objects;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.netty.http.client.HttpClient;

/** Behind an installed nginx with the lines that the documents give. */
@IntegrationTest
@TestPropertySource(properties = "ordergate.web.trusted-proxies=127.0.0.1")
class NginxTests {

    private static final Path NGINX = Path.of("/usr/sbin/nginx");

    private static final String SETTINGS = """
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log error.log;
            events {}
            http {
              access_log off;
              client_body_temp_path body;
              proxy_temp_path proxy;
              fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi;
              scgi_temp_path scgi;
              server {
                listen 127.0.0.1:%d ssl;
                ssl_certificate certificate.pem;
                ssl_certificate_key key.pem;
                location /shop/api/ {
                  proxy_pass http://127.0.0.1:%d/;
            %s
                }
              }
            }
            """;

    @Autowired
    private Api api;

    @TempDir
    private Path folder;

    private record Answer(HttpStatusCode status, HttpHeaders headers) {

        String header(String name) {
            return Objects.requireNonNullElse(headers.getFirst(name), "");
        }
    }

    private Process nginx;
    private WebClient client;
    private String origin;

    @BeforeEach
    void start() throws IOException {
        if (!Files.isExecutable(NGINX)) {
            LoggerFactory.getLogger(NginxTests.class).error("No nginx is installed: its tests are SKIPPED");
        }
        Assumptions.assumeTrue(Files.isExecutable(NGINX), "no nginx is installed");
        var identity = SelfSigned.of(new GeneralName(GeneralName.dNSName, "localhost"));
        Files.writeString(
                folder.resolve("key.pem"), pem("PRIVATE KEY", identity.key().getEncoded()));
        Files.writeString(folder.resolve("certificate.pem"), pem("CERTIFICATE", encoded(identity)));
        var port = freePort();
        Files.writeString(folder.resolve("nginx.conf"), SETTINGS.formatted(port, api.port(), documented()));
        nginx = new ProcessBuilder(
                        NGINX.toString(),
                        "-p",
                        folder.toString(),
                        "-e",
                        "error.log",
                        "-c",
                        folder.resolve("nginx.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.log").toFile())
                .start();
        Awaitility.await().until(() -> listens(port));
        origin = "https://localhost:" + port;
        var tls = SslContextBuilder.forClient()
                .trustManager(identity.certificate())
                .build();
        client = WebClient.builder()
                .clientConnector(
                        new ReactorClientHttpConnector(HttpClient.create().secure(spec -> spec.sslContext(tls))))
                .build();
    }

    @AfterEach
    void stop() {
        if (nginx != null) {
            nginx.destroyForcibly().onExit().join();
        }
    }

    @Test
    void cookiesOriginsLocationsAndTlsAreThoseOfTheBrowser() {
        var phone = Api.somePhone();
        assertThat(post("/auth/send-otp", "{\"phone_number\":\"" + phone + "\"}", headers -> {})
                        .status()
                        .value())
                .isEqualTo(200);
        var signIn = post(
                "/auth/verify-otp",
                "{\"phone_number\":\"" + phone + "\",\"otp\":\"" + api.code(phone) + "\"}",
                headers -> {
                    headers.set("Origin", origin);
                    headers.set("X-Refresh-Token", "cookie");
                });
        assertThat(signIn.status().value()).isEqualTo(200);
        var cookie = signIn.header("Set-Cookie");
        assertThat(cookie).contains("Path=/shop/api/api/v1/auth/refresh;").contains("Secure;");
        assertThat(signIn.header("Strict-Transport-Security")).isNotEmpty();
        var pair = cookie.substring(0, cookie.indexOf(';'));
        assertThat(refresh(pair, origin)).isEqualTo(200);
        assertThat(refresh(pair, "https://localhost")).as("another port").isEqualTo(403);

        var account = "{\"name\":\"A\",\"email\":\"%s@example.com\",\"password\":\"a password of the tests\"}";
        var registered = post("/auth/register", account.formatted(phone.substring(1)), headers -> {});
        assertThat(registered.header("Location")).startsWith("/shop/api/api/v1/users/");
    }

    @Test
    void whatItsClientWritesIsNotBelieved() {
        var answer = post("/auth/login", "{}", headers -> {
            headers.set("Origin", "https://evil.example");
            headers.set("X-Forwarded-Host", "evil.example");
            headers.set("X-Forwarded-Prefix", "/evil");
            headers.set("X-Forwarded-For", "127.0.0.1");
            headers.set("Forwarded", "for=127.0.0.1;host=evil.example;proto=https");
        });
        assertThat(answer.status().value()).isEqualTo(403);
    }

    private int refresh(String cookie, String origin) {
        return post("/auth/refresh", "", headers -> {
                    headers.set("Cookie", cookie);
                    headers.set("Origin", origin);
                })
                .status()
                .value();
    }

    private Answer post(String path, String body, Consumer<HttpHeaders> headers) {
        return Objects.requireNonNull(client.method(HttpMethod.POST)
                .uri(origin + "/shop/api/api/v1" + path)
                .header("Content-Type", "application/json")
                .headers(headers)
                .bodyValue(body)
                .exchangeToMono(response -> response.releaseBody()
                        .thenReturn(new Answer(
                                response.statusCode(), response.headers().asHttpHeaders())))
                .block());
    }

    /** The headers in the documents' block of settings, for the prefix of this test. */
    private static String documented() throws IOException {
        var lines = Files.readAllLines(Path.of("src/docs/operations.md")).stream()
                .map(String::strip)
                .filter(line -> line.startsWith("proxy_") && !line.startsWith("proxy_pass"))
                .toList();
        assertThat(lines).hasSizeGreaterThan(4);
        return String.join("\n", lines).replace("X-Forwarded-Prefix /shop;", "X-Forwarded-Prefix /shop/api;");
    }

    private static byte[] encoded(SelfSigned identity) {
        try {
            return identity.certificate().getEncoded();
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String pem(String type, byte[] bytes) {
        var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n";
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }
}
