package io.ordergate.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.web.route.PublicPaths;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

@IntegrationTest
@Import(ErrorsTests.Defects.class)
class ErrorsTests {

    private static final String INITIATE = "/api/v1/orders/initiate";

    @Autowired
    private Api api;

    /** Routes that fail in every way a defect can. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Defects {

        @Bean
        RouterFunction<ServerResponse> defects() {
            return RouterFunctions.route()
                    .GET("/test/thrown", request -> {
                        throw new IllegalStateException("inner secret");
                    })
                    .GET("/test/signalled", request -> Mono.error(new IllegalStateException("inner secret")))
                    .GET("/test/body", request -> ServerResponse.ok()
                            .body(Mono.error(new IllegalStateException("inner secret")), String.class))
                    .build();
        }

        @Bean
        PublicPaths defectsAreOpen() {
            return PublicPaths.of("/test/thrown", "/test/signalled", "/test/body");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/test/thrown", "/test/signalled", "/test/body"})
    void aDefectIsA500WithoutInnerDetail(String path) {
        var answer = plain(HttpMethod.GET, path, "", headers -> headers.set("X-Request-Id", "req-12345678"));
        assertProblem(answer, 500, "internal-error");
        assertThat(answer.field("request_id")).isEqualTo("req-12345678");
        assertThat(answer.body()).doesNotContain("inner secret", "Exception", "io.ordergate");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nope, 404, not-found",
        "GET, /api/v1/nope, 404, not-found",
        "GET, /api/v1/orders/not-an-id, 404, not-found",
        "GET, /problems/nope, 404, not-found",
        "GET, /docs/assets/..%2F..%2Fapplication.yaml, 400, invalid-request",
        "GET, /docs//openapi.yaml, 400, invalid-request",
        "GET, /docs/./openapi.yaml, 400, invalid-request",
        "GET, /docs;a=b, 400, invalid-request",
        "POST, /api/v1/orders/initiate%5C, 400, invalid-request",
        "TRACE, /api/v1/orders/initiate, 405, method-not-allowed",
        "GET, /api/v1/orders//018f0000-0000-7000-8000-000000000000, 400, invalid-request",
        "GET, /webjars/swagger-ui/swagger-ui.css, 404, not-found",
        "GET, /actuator/env, 404, not-found",
        "GET, /api/v1/orders/initiate, 405, method-not-allowed",
        "DELETE, /api/v1/orders/verify/, 405, method-not-allowed",
        "POST, /docs, 405, method-not-allowed",
        "GET, /api/v1/orders/018f0000-0000-7000-8000-000000000000, 401, unauthenticated"
    })
    void whatIsNotServedIsAProblem(String method, String path, int status, String code) {
        assertProblem(plain(HttpMethod.valueOf(method), path, "", headers -> {}), status, code);
    }

    @Test
    void aWrongMethodIsToldTheRightOne() {
        assertThat(plain(HttpMethod.PUT, INITIATE, "", headers -> {}).header("Allow"))
                .isEqualTo("POST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "42",
                "\"text\"",
                "{\"phone_number\":}",
                "{} trailing",
                "\u0000",
                "{\"items\":\"none\"}",
                "{\"items\":[1]}",
                "{\"items\":[{\"quantity\":\"many\"}]}",
                "{\"items\":[{\"unit_price\":{}}]}",
                "{\"phone_number\":{\"a\":1}}",
                "{\"items\":[null]}"
            })
    void aBodyThatIsNotUnderstoodIsA400(String body) {
        var answer =
                plain(HttpMethod.POST, INITIATE, body, headers -> headers.setContentType(MediaType.APPLICATION_JSON));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.field("code")).isIn("malformed-json", "invalid-request");
        assertThat(answer.body()).doesNotContain("tools.jackson", "Exception", "java.");
    }

    @Test
    void deeplyNestedJsonIsA400() {
        var body = "{\"note\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}";
        assertThat(plain(HttpMethod.POST, INITIATE, body, ErrorsTests::json).status())
                .isEqualTo(400);
    }

    @Test
    void everyWrongFieldIsListed() {
        var answer = api.post(
                INITIATE,
                Map.of(
                        "phone_number", " ",
                        "address", "abc",
                        "payment_method", "gold",
                        "items", List.of(Map.of("title", "", "unit_price", 1, "quantity", 0))));
        assertProblem(answer, 400, "invalid-request");
        assertThat(answer.json().path("errors").findValuesAsString("field"))
                .containsExactlyInAnyOrder(
                        "address", "items[0].quantity", "items[0].title", "payment_method", "phone_number");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"phone_number\": 8801700000001 | phone_number",
                "\"total_amount\": \"\" | total_amount",
                "\"currency\": 1 | currency",
                "\"note\": true | note",
                "\"address\": \"Dhanmondi 1\" | address",
                "\"books\": [] | books",
                "\"items\": [{\"title\": \"a\", \"unit_price\": 5, \"quantity\": \"\"}] | items[0].quantity",
                "\"items\": [{\"title\": \"a\", \"unit_price\": 5, \"quantity\": 99999999999}] | items[0].quantity",
                "\"items\": [{\"title\": \"a\", \"unit_price\": 5, \"price\": 5}] | items[0].price",
                "\"items\": [{\"title\": \"a\", \"unit_price\": \"\"}] | items[0].unit_price",
                "\"items\": [{\"title\": 7, \"unit_price\": 5}] | items[0].title",
                "\"items\": [{\"title\": \"a\", \"price\": -5}] | items[0].price",
                "\"items\": [{\"title\": \"a\", \"price\": 5, \"id\": \"\\u0000\"}] | items[0].id"
            })
    void aFieldOfAnOrderIsNeitherGuessedNorPassedOver(String field, String named) {
        var order = "{\"phone_number\": \"%s\", \"address\": \"Dhanmondi\", \"payment_method\": \"card\", "
                        .formatted(Api.somePhone())
                + (field.startsWith("\"items\"") ? "" : "\"items\": [{\"title\": \"a\", \"unit_price\": 5}], ");
        var body =
                field.startsWith("\"phone_number\"") ? order.replaceFirst("\"phone_number\": \"[^\"]*\", ", "") : order;
        var answer = plain(HttpMethod.POST, INITIATE, body + field + "}", ErrorsTests::json);
        assertProblem(answer, 400, "invalid-request");
        assertThat(answer.json().path("errors").get(0).path("field").asString()).isEqualTo(named);
    }

    @Test
    void aCodeThatIsANumberCostsNoAttempt() {
        var phone = Api.somePhone();
        var session = api.session(phone);
        for (var attempt = 0; attempt < 5; attempt++) {
            var answer = plain(
                    HttpMethod.POST,
                    "/api/v1/orders/verify",
                    "{\"session_token\": \"%s\", \"pin_code\": 12345}".formatted(session),
                    ErrorsTests::json);
            assertProblem(answer, 400, "invalid-request");
            assertThat(answer.json().path("errors").get(0).path("message").asString())
                    .isEqualTo("must be text: send it in quotes");
        }
        assertThat(api.verify(session, api.code(phone)).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u200b\u200b\u200b\u200b\u200b",
                "\u3164",
                "\u2800\u2800",
                "\u00a0\u2007",
                "\u200e\u202e",
                "\ufeff"
            })
    void whatNobodyCanSeeIsNeitherATitleNorAnAddress(String nothing) {
        var order = new HashMap<>(Api.someOrder(Api.somePhone()));
        order.put("customer_name", nothing);
        order.put("address", "a" + nothing.repeat(5));
        order.put("items", List.of(Map.of("title", nothing, "unit_price", "1.00")));
        var answer = api.post(INITIATE, order);
        assertProblem(answer, 400, "invalid-request");
        assertThat(answer.json().path("errors").findValuesAsString("field"))
                .containsExactlyInAnyOrder("address", "items[0].title");
    }

    @Test
    void lengthsCountCharactersAsPeopleDo() {
        var order = new HashMap<>(Api.someOrder(Api.somePhone()));
        order.put("items", List.of(Map.of("title", "\ud83d\udcda".repeat(200), "unit_price", "1.00")));
        order.put("note", "\ud83d\ude00".repeat(500));
        order.put("address", "\u0995\u09c1\u09b7\u09cd\u099f");
        assertThat(api.post(INITIATE, order).status()).isEqualTo(202);
        order.put("note", "\ud83d\ude00".repeat(501));
        assertThat(api.post(INITIATE, order).json().path("errors").findValuesAsString("field"))
                .containsExactly("note");
    }

    @Test
    void noMessageShowsARegularExpression() {
        var answer = api.post(INITIATE, Map.of("payment_method", "gold", "phone_number", "1", "address", "Dhaka"));
        assertThat(answer.json().path("errors").findValuesAsString("message"))
                .contains("must be one of cash_on_delivery, bkash, mpesa, nagad, card, sslcommerz, stripe");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unit_price", "total_amount"})
    void anAmountThatIsShortToSendAndEndlessToWriteIsRefused(String field) {
        var body =
                "{\"phone_number\":\"+8801700000001\",\"address\":\"Dhanmondi\",\"payment_method\":\"card\",%s\"items\":[{\"title\":\"a\",\"unit_price\":%s}]}"
                        .formatted(
                                field.equals("total_amount") ? "\"total_amount\":1E+999999999," : "",
                                field.equals("unit_price") ? "1E+999999999" : "5");
        assertProblem(plain(HttpMethod.POST, INITIATE, body, ErrorsTests::json), 400, "invalid-request");
    }

    @Test
    void controlCharactersNeverReachTheDatabase() {
        for (var evil : List.of("\\u0000", "\\ud800", "\\udc00\\ud800", "\\u001b[31m", "\\u0085")) {
            var body = """
                    {"phone_number":"%s","address":"Dhaka %s road","payment_method":"card",
                     "items":[{"title":"a","unit_price":5}]}""".formatted(Api.somePhone(), evil);
            assertProblem(plain(HttpMethod.POST, INITIATE, body, ErrorsTests::json), 400, "invalid-request");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12", "+88017", "+8801700000001;ext=5", "+999999999999", "৮৮"})
    void aPhoneThatCannotBeIsRefused(String phone) {
        assertThat(api.post(INITIATE, Api.someOrder(phone)).status()).isEqualTo(400);
    }

    @Test
    void anotherMediaTypeIsA415() {
        var answer =
                api.post(INITIATE, "a=b", headers -> headers.setContentType(MediaType.APPLICATION_FORM_URLENCODED));
        assertProblem(answer, 415, "unsupported-media-type");
        assertThat(answer.header("Accept")).contains("application/json");
        assertThat(plain(HttpMethod.POST, INITIATE, "{}", headers -> {}).status())
                .isEqualTo(415);
    }

    @Test
    void aBodyOver64KiBIsA413() {
        var order = new HashMap<>(Api.someOrder(Api.somePhone()));
        order.put("note", "x".repeat(64 * 1024));
        assertProblem(api.post(INITIATE, order), 413, "body-too-large");
        order.put("unknown", "x".repeat(60 * 1024));
        order.remove("note");
        assertThat(api.post(INITIATE, order).status())
                .as("an unknown field in a body that fits")
                .isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"not a token", "a.b.c", "eyJhbGciOiJub25lIn0.e30."})
    void anInvalidTokenIsA401ThatSaysSo(String token) {
        var answer = plain(
                HttpMethod.GET,
                "/api/v1/orders/018f0000-0000-7000-8000-000000000000",
                "",
                headers -> headers.set(HttpHeaders.AUTHORIZATION, "Bearer " + token));
        assertProblem(answer, 401, "invalid-token");
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
    }

    @Test
    void aStaleTokenStopsNoSale() {
        var answer = api.post(INITIATE, Api.someOrder(Api.somePhone()), headers -> headers.setBearerAuth("stale"));
        assertThat(answer.status()).isEqualTo(202);
    }

    @Test
    void headIsGetWithoutABody() {
        var answer = plain(HttpMethod.HEAD, "/openapi.yaml", "", headers -> {});
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void answersCarrySecurityHeaders() {
        var answer = plain(HttpMethod.GET, "/nope", "", headers -> {});
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'", "frame-ancestors 'none'");
        assertThat(answer.header("X-Request-Id")).isNotEmpty();
    }

    private static void json(HttpHeaders headers) {
        headers.setContentType(MediaType.APPLICATION_JSON);
    }

    private Answer plain(HttpMethod method, String path, String body, Consumer<HttpHeaders> headers) {
        return api.unchecked(method, path, body, headers).block();
    }

    private static void assertProblem(Answer answer, int status, String code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.field("code")).isEqualTo(code);
        assertThat(answer.field("type")).isEqualTo("/problems/" + code);
        assertThat(answer.field("status")).isEqualTo(Integer.toString(status));
        assertThat(answer.field("instance")).isNotEmpty();
        assertThat(answer.field("request_id")).isNotEmpty();
    }
}
