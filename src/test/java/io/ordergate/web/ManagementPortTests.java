package io.ordergate.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.test.context.TestPropertySource;

/** A port of its own for whoever runs the service: what is there is nowhere else, and nothing else is there. */
@IntegrationTest
@TestPropertySource(properties = {"management.server.port=0", "management.server.address=127.0.0.1"})
class ManagementPortTests {

    private static final List<String> MANAGEMENT = List.of(
            "/actuator/health",
            "/actuator/health/liveness",
            "/actuator/health/readiness",
            "/actuator/info",
            "/actuator/prometheus");

    @Autowired
    private Api api;

    @LocalManagementPort
    private int port;

    @Test
    void managementIsThereAndNowhereElse() throws Exception {
        for (var path : MANAGEMENT) {
            assertThat(get(port, path).statusCode()).as(path).isEqualTo(200);
            assertThat(get(api.port(), path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(get(port, "/actuator/info").body()).contains("\"version\":", "\"commit\":");
    }

    @Test
    void nothingElseIsThere() throws Exception {
        for (var path : List.of(
                "/",
                "/api/v1/health",
                "/api/v1/orders",
                "/api/v1/users",
                "/docs",
                "/openapi.yaml",
                "/dev/inbox",
                "/actuator/../api/v1/health",
                "/actuator",
                "/actuator/env",
                "/actuator/heapdump",
                "/actuator/loggers")) {
            assertThat(get(port, path).statusCode()).as(path).isIn(400, 404);
        }
        assertThat(api.get("/api/v1/health").status()).isEqualTo(200);
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }
}
