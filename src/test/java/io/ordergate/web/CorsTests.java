package io.ordergate.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.test.context.TestPropertySource;

@IntegrationTest
@TestPropertySource(properties = "ordergate.web.allowed-origins=https://shop.example,https://www.shop.example")
class CorsTests {

    @Autowired
    private Api api;

    @Test
    void aKnownOriginMayCall() {
        var answer = preflight("https://shop.example");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://shop.example");
        assertThat(answer.header("Access-Control-Allow-Headers")).containsIgnoringCase("idempotency-key");
        assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
    }

    @Test
    void anUnknownOriginMayNot() {
        for (var origin : new String[] {"https://evil.example", "null", "https://shop.example.evil.example"}) {
            var answer = preflight(origin);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
        }
    }

    private Answer preflight(String origin) {
        return api.unchecked(HttpMethod.OPTIONS, "/api/v1/orders/initiate", "", headers -> {
                    headers.set("Origin", origin);
                    headers.set("Access-Control-Request-Method", "POST");
                    headers.set("Access-Control-Request-Headers", "content-type,idempotency-key");
                })
                .block();
    }
}
