package io.ordergate.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Accounts;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.json.JsonMapper;

/** Behind a trusted proxy that ends TLS and takes a prefix from the path. */
@IntegrationTest
@TestPropertySource(properties = "ordergate.web.trusted-proxies=127.0.0.1")
class BehindProxyTests {

    private static final String PASSWORD = "a password of the tests";

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    private final String email = UUID.randomUUID() + "@example.com";

    @Test
    void locationsAreBelowThePrefixAndTlsIsKnown() {
        var answer = register();
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo("/shop/api/v1/users/" + answer.field("id"));
        assertThat(answer.header("Strict-Transport-Security")).contains("max-age=31536000");
        assertThat(post("/api/v1/auth/login", Map.of(), headers -> {}).field("instance"))
                .isEqualTo("/shop/api/v1/auth/login");
    }

    @Test
    void theCookieIsForThePathThatTheBrowserCalls() {
        register();
        var signIn = post(
                "/api/v1/auth/login",
                Map.of("email", email, "password", PASSWORD),
                headers -> headers.set("X-Refresh-Token", "cookie"));
        assertThat(signIn.status()).as(signIn.body()).isEqualTo(200);
        var cookie = signIn.header("Set-Cookie");
        assertThat(cookie).contains("; Path=/shop/api/v1/auth/refresh;").contains("; Secure;");
        var pair = cookie.substring(0, cookie.indexOf(';'));
        var refreshed = send(HttpMethod.POST, "/api/v1/auth/refresh", "", headers -> {
            headers.set("Cookie", pair);
            headers.set("Origin", "https://shop.example");
        });
        assertThat(refreshed.status()).as(refreshed.body()).isEqualTo(200);
        var foreign = send(HttpMethod.POST, "/api/v1/auth/refresh", "", headers -> {
            headers.set("Cookie", pair);
            headers.set("Origin", "http://shop.example"); // the same name, and whoever is between may write its pages
        });
        assertThat(foreign.status()).isEqualTo(403);
    }

    @Test
    void callsOfTheServicesOwnPagesAreNoMatterOfCors() {
        var own = post("/api/v1/auth/login", Map.of(), headers -> headers.set("Origin", "https://shop.example"));
        assertThat(own.status()).isEqualTo(400);
        assertThat(own.header("Access-Control-Allow-Origin")).isEmpty();
        for (var origin : List.of("https://evil.example", "http://shop.example", "https://shop.example:8443")) {
            var answer = post("/api/v1/auth/login", Map.of(), headers -> headers.set("Origin", origin));
            assertThat(answer.status()).as(origin).isEqualTo(403);
        }
    }

    @Test
    void linksLeadWhereTheCallerHasReachedTheService() {
        var answer = post(
                "/api/v1/invitations",
                Map.of("email", email, "role", "vendor"),
                headers -> headers.setBearerAuth(accounts.admin()));
        assertThat(answer.field("link")).startsWith("https://shop.example/shop/console#/invitation/");
    }

    @Test
    void noPrefixOpensARouteThatNeedsAToken() {
        var customer = accounts.customer();
        for (var prefix : List.of(
                "/shop",
                "/api/v1/health",
                "/api/v1/auth/login",
                "/docs",
                "/actuator",
                "/..",
                "//evil.example",
                "/%2e%2e",
                "/shop/../..",
                "/api/v1/auth/login/..;",
                "/shop?",
                "/shop/api/v1/auth/login#")) {
            assertThat(get("/api/v1/users", prefix, headers -> {}).status())
                    .as(prefix)
                    .isEqualTo(401);
            assertThat(get("/api/v1/users", prefix, headers -> headers.setBearerAuth(customer))
                            .status())
                    .as(prefix)
                    .isEqualTo(403);
            assertThat(get("/api/v1/health", prefix, headers -> {}).status())
                    .as(prefix)
                    .isEqualTo(200);
        }
    }

    /** The proxy takes the prefix away: with it, the path is another one. */
    @Test
    void aPathThatStillHasThePrefixIsServedByNoRoute() {
        assertThat(get("/shop/api/v1/health", "/shop", headers -> {}).status()).isEqualTo(404);
        assertThat(get("/shop/api/v1/users", "/shop", headers -> {}).status()).isEqualTo(404);
    }

    @Test
    void whatIsNoPrefixIsInNoHeaderOfTheAnswer() {
        var answer = send(
                HttpMethod.POST,
                "/api/v1/auth/register",
                registration(),
                headers -> headers.set("X-Forwarded-Prefix", "//evil.example"));
        assertThat(answer.header("Location")).isEqualTo("/api/v1/users/" + answer.field("id"));
    }

    @Test
    void pathsWithASlashAtTheirEndAndCallsOfReplacedServicesWorkBelowAPrefix() {
        assertThat(get("/api/v1/health/", "/shop", headers -> {}).status()).isEqualTo(200);
        register();
        var login = post("/auth/login", Map.of("email", email, "password", PASSWORD), headers -> {});
        assertThat(login.status()).as(login.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/console/, ../console",
        "/dev/inbox/, ../inbox",
        "/dev/inbox/?phone=%2B1, ../inbox?phone=%2B1",
        "/docs/, ../docs",
        "/docs/?replaced, ../docs?replaced",
        "/redoc/, ../redoc",
        "/problems/, ../problems",
        "/problems/wrong-code/, ../wrong-code",
        "/o/some-token/, ../some-token"
    })
    void aPageHasOneAddressOnlySinceItsLinksAreRelative(String path, String location) {
        for (var method : List.of(HttpMethod.GET, HttpMethod.HEAD)) {
            var answer = send(method, path, "", headers -> {});
            assertThat(answer.status()).as(method.name()).isEqualTo(308);
            assertThat(answer.header("Location")).isEqualTo(location);
            assertThat(answer.body()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"//console/", "/console//", "/..//evil.example/", "//evil.example/", "/nope/"})
    void noOtherPathLeadsAnywhere(String path) {
        assertThat(send(HttpMethod.GET, path, "", headers -> {}).header("Location"))
                .isEmpty();
    }

    private Answer register() {
        return post("/api/v1/auth/register", registration(), headers -> {});
    }

    private Map<String, String> registration() {
        return Map.of("name", "Ayesha", "email", email, "password", PASSWORD);
    }

    private Answer post(String path, Object body, Consumer<HttpHeaders> headers) {
        return send(HttpMethod.POST, path, body, headers);
    }

    private Answer get(String path, String prefix, Consumer<HttpHeaders> headers) {
        return send(HttpMethod.GET, path, "", headers.andThen(all -> all.set("X-Forwarded-Prefix", prefix)));
    }

    private Answer send(HttpMethod method, String path, Object body, Consumer<HttpHeaders> headers) {
        var text = body instanceof String plain ? plain : JsonMapper.shared().writeValueAsString(body);
        return Api.answer(api.unchecked(method, path, text, all -> {
            all.setContentType(MediaType.APPLICATION_JSON);
            all.set("X-Forwarded-For", "203.0.113.9");
            all.set("X-Forwarded-Proto", "https");
            all.set("X-Forwarded-Host", "shop.example");
            all.set("X-Forwarded-Prefix", "/shop");
            headers.accept(all);
        }));
    }
}
