package io.ordergate.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.test.context.TestPropertySource;

@IntegrationTest
@TestPropertySource(properties = "ordergate.web.allowed-origins=https://shop.example,https://*.shop.example")
class CorsTests {

    @Autowired
    private Api api;

    @Test
    void aKnownOriginMayCall() {
        var answer = preflight("https://shop.example");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://shop.example");
        assertThat(answer.header("Access-Control-Allow-Headers")).containsIgnoringCase("idempotency-key");
        assertThat(answer.header("Access-Control-Allow-Credentials")).isEqualTo("true");
    }

    @Test
    void anOriginOfAPatternMayCallWithoutCookies() {
        for (var origin : List.of("https://a.shop.example", "http://localhost:5173", "http://127.0.0.1:3000")) {
            var answer = preflight(origin);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(origin);
            assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
        }
    }

    @Test
    void pagesSendAndReadTheseHeaders() {
        var sent =
                "traceparent,tracestate,baggage,if-none-match,if-match,x-requested-with,x-refresh-token,last-event-id";
        assertThat(preflight("https://shop.example", sent).status()).isEqualTo(200);
        assertThat(preflight("https://shop.example", "x-forwarded-for").status())
                .isEqualTo(403);
        var answer = call(headers -> headers.set("Origin", "https://shop.example"));
        assertThat(answer.header("Access-Control-Expose-Headers"))
                .contains("WWW-Authenticate", "Content-Disposition", "Idempotent-Replayed", "ETag");
        assertThat(answer.headers().getVary()).contains("Origin");
    }

    /** No proxy is trusted here. */
    @Test
    void aStrangersForwardedHeadersMakeNoOriginTheServicesOwn() {
        var answer = call(headers -> {
            headers.set("Origin", "https://evil.example");
            headers.set("X-Forwarded-Proto", "https");
            headers.set("X-Forwarded-Host", "evil.example");
            headers.set("X-Forwarded-Prefix", "/evil");
            headers.set("Forwarded", "proto=https;host=evil.example");
        });
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("Strict-Transport-Security")).isEmpty();
    }

    @Test
    void theBrowsersWordIsEnoughForThePagesOfTheServiceItself() {
        var answer = call(headers -> {
            headers.set("Origin", "https://shop-behind-a-silent-proxy.example");
            headers.set("Sec-Fetch-Site", "same-origin");
        });
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void anUnknownOriginMayNot() {
        for (var origin : List.of(
                "https://evil.example",
                "null",
                "https://shop.example.evil.example",
                "https://evilshop.example",
                "https://a.shop.example.evil",
                "http://[")) {
            assertRefused(preflight(origin));
            assertRefused(call(headers -> headers.set("Origin", origin)));
            assertRefused(Api.answer(
                    api.unchecked(HttpMethod.GET, "/api/v1/products", "", headers -> headers.set("Origin", origin))));
        }
    }

    @Test
    void aKnownOriginIsToldWhatItMayNotSend() {
        assertRefused(preflight("https://shop.example", "x-forwarded-for"));
        assertRefused(Api.answer(api.unchecked(
                HttpMethod.valueOf("PROPFIND"),
                "/api/v1/products",
                "",
                headers -> headers.set("Origin", "https://shop.example"))));
    }

    /** The refusal says why to those who look at the answer, and is not for the page: no header lets the browser hand it over. */
    private static void assertRefused(Answer answer) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.field("code")).isEqualTo("origin-refused");
        assertThat(answer.header("X-Request-Id")).isNotEmpty();
        assertThat(answer.headers().getVary()).contains("Origin");
        assertThat(answer.headers().headerNames())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control-"));
    }

    private Answer call(Consumer<HttpHeaders> headers) {
        return api.post("/api/v1/auth/login", "{}", headers);
    }

    private Answer preflight(String origin) {
        return preflight(origin, "content-type,idempotency-key");
    }

    private Answer preflight(String origin, String sent) {
        return api.unchecked(HttpMethod.OPTIONS, "/api/v1/orders/initiate", "", headers -> {
                    headers.set("Origin", origin);
                    headers.set("Access-Control-Request-Method", "POST");
                    headers.set("Access-Control-Request-Headers", sent);
                })
                .block();
    }
}
