package io.ordergate.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Accounts;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Whatever a header or a query says, it is understood, passed over or refused; it is never a defect of the service. */
@IntegrationTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OddHeadersTests {

    private static final String INITIATE = "/api/v1/orders/initiate";
    private static final String STREAM = "/api/v1/orders/stream";

    private static final int AT_ONCE = 16;

    /** What parsers of languages, media types, dates, tags, numbers, addresses and the like stumble over. */
    private static final List<String> ODD = List.of(
            "",
            "-",
            "--",
            "-,-",
            ",",
            ",,,",
            ";",
            ";;",
            ";q=",
            "a;q=",
            "a;q=-1",
            "a;q=2",
            "a;q=NaN",
            "a;q=1e9",
            "en-",
            "-en",
            "en--us",
            "a-b-c-d-e-f-g-h-i-j",
            "x",
            "x-",
            "i-",
            "*-*",
            "*;q=",
            "/",
            "*/",
            "/*",
            "a/",
            "/a",
            "a/b/c",
            "*/*/*",
            "a/b;",
            "a/b;=",
            "a/b;charset",
            "a/b;charset=",
            "a/b;charset=-",
            "a/b;charset=\"",
            "a/b;charset=nope",
            "a/b;q=\"",
            "text/csv;q=x",
            "application/json;q=9",
            "multipart/form-data",
            "multipart/form-data;boundary",
            "multipart/form-data;boundary=",
            "multipart/form-data;boundary=\"",
            "application/x-www-form-urlencoded;charset=-",
            "\"",
            "\"\"",
            "\"\"\"",
            "W/",
            "W/\"",
            "w/\"1\"",
            "'",
            "\\",
            "%",
            "%%",
            "%0",
            "%00",
            "%zz",
            "=",
            "==",
            "a=",
            "=b",
            "a=b;=",
            "[",
            "]",
            "[]",
            "[::",
            "[::%",
            "::1%",
            "http://[",
            "http://",
            "//",
            ":",
            "::",
            ":0",
            "a:b:c",
            "http://a:b",
            "http://a:99999999999",
            "null",
            "0",
            "-0",
            "-1",
            "00",
            "1e9",
            "0x1",
            "99999999999999999999",
            "-99999999999999999999",
            "1-99999999999999999999",
            "bytes=",
            "bytes=-",
            "bytes=0-",
            "bytes=9-1",
            "bytes=0-99999999999999999999",
            "bytes=0-0,".repeat(50),
            "Thu, 99 Foo 9999999999 99:99:99 GMT",
            "Thu, 01 Jan 1970 00:00:00",
            "9999999999-01-01T00:00:00Z",
            "Bearer",
            "Bearer ",
            "Bearer -",
            "Bearer .",
            "Bearer ..",
            "Bearer a.b.c",
            "Bearer e30.e30.",
            "Bearer e30.e30.e30",
            "Bearer bnVsbA.bnVsbA.bnVsbA",
            "Bearer MQ.MQ.MQ",
            "Bearer W10.W10.W10",
            "Bearer eyJhbGciOjF9.e30.e30",
            "Bearer eyJhbGciOiJub25lIn0.e30.",
            "Bearer eyJhbGciOiJIUzI1NiIsImNyaXQiOjF9.e30.e30",
            "Bearer eyJhbGciOiJIUzI1NiIsImtpZCI6W119.e30.e30",
            "Bearer eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.a.b.c.d",
            "Basic",
            "Basic -",
            "Basic Og==",
            "Digest a=",
            "100-continue, 100-continue",
            "a".repeat(300),
            ",".repeat(2_000),
            "a,".repeat(1_000),
            "a/b,".repeat(500));

    /** Headers that somebody reads, here or in the framework. */
    private static final List<String> NAMES = List.of(
            "Accept",
            "Access-Control-Request-Headers",
            "Access-Control-Request-Method",
            "Authorization",
            "Cookie",
            "Forwarded",
            "Idempotency-Key",
            "If-Match",
            "If-Modified-Since",
            "If-None-Match",
            "Last-Event-ID",
            "Origin",
            "Range",
            "X-Forwarded-For",
            "X-Request-Id",
            "X-Twilio-Signature");

    private final Api api;
    private final Accounts accounts;

    private String admin = "";
    private String order = "";

    @Autowired
    OddHeadersTests(Api api, Accounts accounts) {
        this.api = api;
        this.accounts = accounts;
    }

    @BeforeAll
    void somebodyHasOrdered() {
        admin = accounts.admin();
        order = "/api/v1/orders/"
                + api.post("/api/v1/orders", Api.someOrder(Api.somePhone()), headers -> headers.setBearerAuth(admin))
                        .field("id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /nope",
                "GET /actuator/health",
                "GET /actuator/prometheus",
                "GET ORDER",
                "POST /orders/verify",
                "PUT ORDER",
                "OPTIONS /api/v1/orders"
            })
    void noHeaderIsADefect(String call) {
        var method = HttpMethod.valueOf(call.substring(0, call.indexOf(' ')));
        var path = call.substring(call.indexOf(' ') + 1).replace("ORDER", order);
        assertThat(defects(NAMES, name -> value -> sending(method, path, all -> all.set(name, value))))
                .isEmpty();
    }

    /** Each of these with each odd value, a few at a time, and those that were answered with a defect. */
    private static List<String> defects(List<String> names, Function<String, Function<String, Mono<Answer>>> call) {
        return Flux.fromIterable(names)
                .concatMap(name -> Flux.fromIterable(ODD)
                        .flatMapSequential(value -> call.apply(name).apply(value), AT_ONCE)
                        .zipWithIterable(ODD)
                        .filter(answered -> answered.getT1().status() >= 500)
                        .map(answered -> name + ": " + answered.getT2() + " -> " + answered.getT1()))
                .collectList()
                .block(Duration.ofMinutes(2));
    }

    @Test
    void aLanguageThatIsNoneStopsNoCode() {
        for (var value : ODD) {
            var answer = api.post(INITIATE, Api.someOrder(Api.somePhone()), all -> all.set("Accept-Language", value));
            assertThat(answer.status()).as(value).isEqualTo(202);
        }
        for (var path : List.of("/api/v1/auth/send-otp", "/api/v1/auth/forgot-password")) {
            var answer =
                    api.post(path, Map.of("phone_number", Api.somePhone()), all -> all.set("Accept-Language", "-"));
            assertThat(answer.status()).as(path).isLessThan(300);
        }
    }

    @Test
    void aPlaceInTheStreamThatIsNoneIsRefused() {
        for (var value : List.of("-", "1", "1-", "-1", "1-99999999999999999999", "a".repeat(300))) {
            var answer = send(HttpMethod.GET, STREAM, "Last-Event-ID", value);
            assertThat(answer.status()).as(value).isEqualTo(400);
        }
    }

    @Test
    void noQueryIsADefect() {
        var lists = List.of(
                "/api/v1/orders?limit=",
                "/api/v1/orders?cursor=",
                "/api/v1/orders?status=",
                "/api/v1/orders?phone_number=",
                "/api/v1/orders?q=",
                "/api/v1/orders?from=",
                "/orders?skip=",
                "/api/v1/audit?actor_id=",
                "/api/v1/users?active=",
                "/api/v1/users/search?q=",
                "/api/v1/sms/stats?to=",
                "/dev/inbox?phone=",
                "/payments/return/bkash?paymentID=",
                "/payments/return/nagad?payment_ref_id=",
                "/payments/return/stripe?payment=",
                "/payments/return/sslcommerz?payment=");
        assertThat(defects(lists, list -> value -> sending(HttpMethod.GET, list + asciiOnly(value), all -> {})))
                .isEmpty();
    }

    /** As they are where a URI may have them, so that wrong percent signs stay wrong. */
    private static String asciiOnly(String value) {
        return value.replace("%", "%25")
                .replace(" ", "%20")
                .replace("\"", "%22")
                .replace("\\", "%5C")
                .replace("[", "%5B")
                .replace("]", "%5D")
                .replace("#", "%23");
    }

    @Test
    void noTextOfABodyIsADefect() {
        var calls = Map.of(
                INITIATE,
                List.of("phone_number", "country_code", "currency", "language", "payment_method", "total_amount"),
                "/api/v1/auth/refresh",
                List.of("refresh_token"),
                "/api/v1/orders/verify",
                List.of("session_token", "pin_code"),
                "/api/v1/webhook-endpoints",
                List.of("url"),
                "/api/register",
                List.of("email"));
        calls.forEach((path, fields) -> assertThat(defects(fields, field -> value -> posting(path, body(field, value))))
                .as(path)
                .isEmpty());
    }

    private static String body(String field, String value) {
        var body = new JsonMapper().createObjectNode();
        body.put("session_token", "-")
                .put("pin_code", "1234")
                .put("otp", "1234")
                .put("address", "Dhaka");
        body.put("payment_method", "card").put("password", "a long password").put("email", "a@b.example");
        body.putArray("topics").add("order.placed");
        body.putArray("items").addObject().put("title", "a").put("unit_price", "1");
        return body.put(field, value).toString();
    }

    private Mono<Answer> posting(String path, String body) {
        return api.unchecked(HttpMethod.POST, path, body, all -> {
            all.setContentType(MediaType.APPLICATION_JSON);
            all.setBearerAuth(admin);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID"})
    void whatCountsOnceIsSentOnce(String name) {
        var answer = call(HttpMethod.POST, INITIATE, all -> {
            all.set(name, "application/json");
            all.add(name, "application/json");
        });
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.field("code")).isEqualTo("invalid-request");
        assertThat(answer.json().path("errors").get(0).path("field").asString()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "deflate", "br", "x-gzip", "gzip, identity", "nope"})
    void aCompressedBodyIsA415ThatSaysSo(String encoding) {
        for (var path : List.of(INITIATE, "/api/v1/auth/login", "/webhooks/sms/twilio", "/api/v1/orders")) {
            var answer = call(HttpMethod.POST, path, all -> all.set("Content-Encoding", encoding));
            assertThat(answer.status()).as(path).isEqualTo(415);
            assertThat(answer.header("Accept-Encoding")).as(path).isEqualTo("identity");
        }
        assertThat(call(HttpMethod.POST, INITIATE, all -> all.set("Content-Encoding", "identity"))
                        .status())
                .isEqualTo(400);
    }

    private Answer send(HttpMethod method, String path, String name, String value) {
        return call(method, path, all -> all.set(name, value));
    }

    private Answer call(HttpMethod method, String path, Consumer<HttpHeaders> headers) {
        return Api.answer(sending(method, path, headers));
    }

    private Mono<Answer> sending(HttpMethod method, String path, Consumer<HttpHeaders> headers) {
        var body = method.equals(HttpMethod.GET) || method.equals(HttpMethod.OPTIONS) ? "" : "{}";
        return api.unchecked(method, path, body, all -> {
            all.set("Content-Type", "application/json");
            all.set("Authorization", "Bearer " + admin);
            headers.accept(all);
        });
    }
}
