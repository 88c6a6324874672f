package io.ordergate.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Database;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.testing.RawClient;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Mono;

/** The refresh token in a cookie, as pages have it: no script reads it, and no page of another origin may use it. */
@IntegrationTest
@TestPropertySource(properties = "ordergate.web.allowed-origins=https://shop.example")
class RefreshCookieTests {

    private static final String REFRESH = "/api/v1/auth/refresh";
    private static final String SOME_ORDER = "/api/v1/orders/018f0000-0000-7000-8000-000000000000";

    @Autowired
    private Api api;

    @Autowired
    private Database database;

    private final String phone = Api.somePhone();

    @Test
    void theCookieTakesThePlaceOfTheTokenInTheBody() {
        var answer = signIn();
        assertThat(answer.json().has("refresh_token")).isFalse();
        assertThat(answer.field("access_token")).isNotEmpty();
        assertThat(answer.headers().get("Set-Cookie")).singleElement().satisfies(cookie -> assertThat(cookie)
                .matches("ordergate_refresh=[\\w-]{43}; Max-Age=2592000; Expires=[^;]+; Path=/api/v1/auth/refresh;"
                        + " HTTPOnly; SameSite=Strict"));
    }

    @Test
    void aSignInByPasswordTakesTheCookieAsWell() {
        var email = UUID.randomUUID() + "@example.com";
        var password = "a password of the tests";
        api.post("/api/v1/auth/register", Map.of("name", "A", "email", email, "password", password));
        var answer = api.post(
                "/api/v1/auth/login", Map.of("email", email, "password", password), RefreshCookieTests::byCookie);
        assertThat(answer.json().has("refresh_token")).isFalse();
        assertThat(refresh(cookie(answer), RefreshCookieTests::sameOrigin).status())
                .isEqualTo(200);
    }

    @Test
    void onlyAnotherNameThanThatOfTheDevelopersMachineMakesTheCookieSecure() {
        var call = String.join("\r\n", "DELETE " + REFRESH + " HTTP/1.1", "Host: %s", "Connection: close", "", "");
        for (var host : List.of("shop.example", "localhost.evil.example", "127.0.0.1.evil.example")) {
            try (var client = new RawClient(api.port())) {
                assertThat(client.send(call.formatted(host)).answer().toString())
                        .as(host)
                        .contains("; Secure;");
            }
        }
        for (var host : List.of("localhost:8080", "127.0.0.1")) {
            try (var client = new RawClient(api.port())) {
                assertThat(client.send(call.formatted(host)).answer().toString())
                        .as(host)
                        .doesNotContain("Secure");
            }
        }
    }

    @Test
    void theCookieIsRotatedWithoutABody() {
        var first = cookie(signIn());
        var answer = refresh(first, RefreshCookieTests::sameOrigin);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().has("refresh_token")).isFalse();
        assertThat(cookie(answer)).isNotEqualTo(first);
        assertThat(api.get(SOME_ORDER, answer.field("access_token")).status()).isEqualTo(404);
        assertThat(refresh(cookie(answer), RefreshCookieTests::sameOrigin).status())
                .isEqualTo(200);
    }

    @Test
    void aBodyCountsBeforeTheCookie() {
        var cookie = cookie(signIn());
        var token = signIn(headers -> {}).field("refresh_token");
        var answer = api.post(
                REFRESH, Map.of("refresh_token", token), withCookie(cookie).andThen(RefreshCookieTests::sameOrigin));
        assertThat(answer.field("refresh_token")).isNotEmpty();
        assertThat(answer.headers().get("Set-Cookie")).isNull();
        assertThat(refresh(cookie, RefreshCookieTests::sameOrigin).status())
                .as("it was not used")
                .isEqualTo(200);
    }

    @Test
    void withoutACookieAPageIsToldThatItIsSignedOut() {
        var answer = send(HttpMethod.POST, RefreshCookieTests::byCookie);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.field("code")).isEqualTo("invalid-refresh-token");
        assertThat(send(HttpMethod.POST, headers -> {}).field("code")).isEqualTo("malformed-json");
    }

    @Test
    void aPageOfAnotherOriginMayNotUseTheCookie() {
        var cookie = cookie(signIn());
        List<Consumer<HttpHeaders>> refused = List.of(
                headers -> {}, // a client that is no browser has no business with the cookie
                headers -> headers.set("Sec-Fetch-Site", "cross-site"),
                headers -> headers.set("Sec-Fetch-Site", "same-site"),
                headers -> headers.set("Sec-Fetch-Site", "none"));
        for (var method : List.of(HttpMethod.POST, HttpMethod.DELETE)) {
            for (var headers : refused) {
                var answer = send(method, withCookie(cookie).andThen(headers));
                assertThat(answer.status()).isEqualTo(403);
                assertThat(answer.field("code")).isEqualTo("origin-refused");
            }
            for (var origin :
                    List.of("https://evil.example", "null", "http://[", "https://shop.example.evil.example")) {
                var answer = send(method, withCookie(cookie).andThen(headers -> headers.set("Origin", origin)));
                assertThat(answer.status()).as(origin).isEqualTo(403);
                assertThat(answer.headers().get("Set-Cookie")).isNull();
            }
        }
        assertThat(refresh(cookie, RefreshCookieTests::sameOrigin).status())
                .as("nothing was used up")
                .isEqualTo(200);
    }

    @Test
    void aPageOfTheServiceOrOfAnAllowedOriginMay() {
        var cookie = cookie(signIn());
        for (var origin : List.of("http://127.0.0.1:" + api.port(), "https://shop.example")) {
            var answer = refresh(cookie, headers -> headers.set("Origin", origin));
            assertThat(answer.status()).as(origin).isEqualTo(200);
            cookie = cookie(answer);
        }
    }

    @Test
    void aCookieOpensNoRouteThatNeedsAToken() {
        var cookie = cookie(signIn());
        var answer = api.call(
                        HttpMethod.GET, SOME_ORDER, "", withCookie(cookie).andThen(RefreshCookieTests::sameOrigin))
                .block();
        assertThat(answer.status()).isEqualTo(401);
    }

    @Test
    void tabsThatRefreshAtOnceStaySignedIn() {
        var first = cookie(signIn());
        var answers = Api.atOnce(Collections.nCopies(20, refreshing(first, RefreshCookieTests::sameOrigin)));
        assertThat(answers).allMatch(answer -> answer.status() == 200);
        var cookies = answers.stream()
                .filter(answer -> answer.headers().containsHeader("Set-Cookie"))
                .map(RefreshCookieTests::cookie)
                .distinct()
                .toList();
        assertThat(cookies).hasSize(1);
        assertThat(answers).allSatisfy(answer -> assertThat(
                        api.get(SOME_ORDER, answer.field("access_token")).status())
                .isEqualTo(404));
        assertThat(refresh(cookies.get(0), RefreshCookieTests::sameOrigin).status())
                .isEqualTo(200);
    }

    @Test
    void aLateAnswerToOneTabDoesNotTakeTheCookieOfAnother() {
        var first = cookie(signIn());
        var second = cookie(refresh(first, RefreshCookieTests::sameOrigin));
        refresh(second, RefreshCookieTests::sameOrigin);
        var late = refresh(first, RefreshCookieTests::sameOrigin);
        assertThat(late.status()).isEqualTo(200);
        assertThat(late.headers().get("Set-Cookie")).isNull();
        assertThat(api.get(SOME_ORDER, late.field("access_token")).status()).isEqualTo(404);
    }

    @Test
    void aCopiedCookieEndsTheSignIn() {
        var first = cookie(signIn());
        var second = cookie(refresh(first, RefreshCookieTests::sameOrigin));
        var third = refresh(second, RefreshCookieTests::sameOrigin);
        database.run("""
                update refresh_tokens set used_at = used_at - interval '1 minute'
                 where family_id in (select f.id from refresh_families f join users u on u.id = f.user_id where u.phone = $1)""", phone);
        assertThat(refresh(first, RefreshCookieTests::sameOrigin).field("code")).isEqualTo("invalid-refresh-token");
        assertThat(refresh(cookie(third), RefreshCookieTests::sameOrigin).status())
                .isEqualTo(401);
        assertThat(api.get(SOME_ORDER, third.field("access_token")).status()).isEqualTo(401);
    }

    @Test
    void theEndOfTheSignInTakesTheCookie() {
        var signIn = signIn();
        for (var turn = 0; turn < 2; turn++) {
            var answer = send(HttpMethod.DELETE, withCookie(cookie(signIn)).andThen(RefreshCookieTests::sameOrigin));
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.header("Set-Cookie"))
                    .startsWith("ordergate_refresh=; ")
                    .contains("Max-Age=0");
        }
        assertThat(refresh(cookie(signIn), RefreshCookieTests::sameOrigin).status())
                .isEqualTo(401);
        assertThat(api.get(SOME_ORDER, signIn.field("access_token")).status()).isEqualTo(401);
        assertThat(send(HttpMethod.DELETE, headers -> {}).status())
                .as("without a cookie")
                .isEqualTo(204);
    }

    private Answer signIn() {
        return signIn(RefreshCookieTests::byCookie);
    }

    private Answer signIn(Consumer<HttpHeaders> headers) {
        api.post("/api/v1/auth/send-otp", Map.of("phone_number", phone));
        var answer =
                api.post("/api/v1/auth/verify-otp", Map.of("phone_number", phone, "otp", api.code(phone)), headers);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private Answer refresh(String cookie, Consumer<HttpHeaders> headers) {
        return Api.answer(refreshing(cookie, headers));
    }

    private Mono<Answer> refreshing(String cookie, Consumer<HttpHeaders> headers) {
        return api.call(HttpMethod.POST, REFRESH, "", withCookie(cookie).andThen(headers));
    }

    private Answer send(HttpMethod method, Consumer<HttpHeaders> headers) {
        return Api.answer(api.call(method, REFRESH, "", headers));
    }

    private static void byCookie(HttpHeaders headers) {
        headers.set("X-Refresh-Token", "cookie");
    }

    private static void sameOrigin(HttpHeaders headers) {
        headers.set("Sec-Fetch-Site", "same-origin");
    }

    private static Consumer<HttpHeaders> withCookie(String cookie) {
        return headers -> headers.set("Cookie", "theme=dark; ordergate_refresh=" + cookie);
    }

    private static String cookie(Answer answer) {
        return answer.header("Set-Cookie").replaceAll("^ordergate_refresh=([^;]*);.*", "$1");
    }
}
