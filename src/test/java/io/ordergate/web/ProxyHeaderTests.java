package io.ordergate.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.RawClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** Behind a proxy that writes {@code Forwarded}, and passes on whatever else its clients have written. */
@IntegrationTest
@TestPropertySource(
        properties = {
            "ordergate.web.trusted-proxies=127.0.0.1",
            "ordergate.web.proxy-header=forwarded",
            "ordergate.web.connections-per-address=3",
            "ordergate.rate-limit.verify-address=5/1h"
        })
class ProxyHeaderTests {

    private static final String CALL = String.join(
            "\r\n",
            "POST /api/v1/orders/verify HTTP/1.1",
            "Host: shop.example",
            "Content-Type: application/json",
            "Content-Length: 44",
            "Forwarded: for=%s",
            "X-Forwarded-For: %s",
            "X-Real-IP: %s",
            "",
            "{\"session_token\":\"none\",\"pin_code\":\"123456\"}");

    @Autowired
    private Api api;

    @Autowired
    private MeterRegistry meters;

    @Test
    void whoMakesUpTheOtherHeaderIsStillOneClient() {
        var statuses = new ArrayList<Integer>();
        for (var call = 0; call < 7; call++) {
            statuses.add(statusOf("203.0.113.9", "198.51.100." + call));
        }
        assertThat(statuses.subList(0, 5)).containsOnly(401);
        assertThat(statuses.subList(5, 7)).containsOnly(429);
        assertThat(statusOf("203.0.113.10", "198.51.100.1"))
                .as("another client")
                .isNotEqualTo(429);
    }

    @Test
    void peopleBehindOneProxyAreNotCountedAsOneAddress() {
        var clients = new ArrayList<RawClient>();
        for (var client = 0; client < 20; client++) {
            clients.add(new RawClient(api.port()));
        }
        for (var client : clients) {
            client.send("GET /problems/wrong-code HTTP/1.1\r\nHost: shop.example\r\n\r\n");
        }
        assertThat(List.copyOf(clients))
                .allSatisfy(client -> assertThat(client.answer().status()).isEqualTo(200));
        clients.forEach(RawClient::close);
        assertThat(meters.counter("ordergate.http.cut", "reason", "too_many").count())
                .isZero();
    }

    private int statusOf(String client, String madeUp) {
        try (var proxy = new RawClient(api.port())) {
            return proxy.send(CALL.formatted(client, madeUp, madeUp)).answer().status();
        }
    }
}
