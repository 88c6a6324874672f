package io.ordergate.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Accounts;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.web.route.RouteIndex;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Each path answers its own methods, and tells which those are when it is asked by another one. */
@IntegrationTest
class MethodsTests {

    private static final List<HttpMethod> METHODS = Stream.of(
                    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "Get")
            .map(HttpMethod::valueOf)
            .toList();

    private final Api api;
    private final Accounts accounts;
    private final RouteIndex routes;

    @Autowired
    MethodsTests(Api api, Accounts accounts, RouteIndex routes) {
        this.api = api;
        this.accounts = accounts;
        this.routes = routes;
    }

    @Test
    void aPathThatIsServedAnswersEveryOtherMethodWith405() {
        var token = accounts.admin();
        var paths = routes.all().stream()
                .collect(Collectors.groupingBy(
                        route -> path(route.path().getPatternString()),
                        Collectors.mapping(route -> route.method().name(), Collectors.toCollection(TreeSet::new))));
        paths.values().stream().filter(methods -> methods.contains("GET")).forEach(methods -> methods.add("HEAD"));
        var wrong = Flux.fromIterable(paths.entrySet())
                .concatMap(path -> Flux.fromIterable(METHODS)
                        .filter(method -> !path.getValue().contains(method.name()))
                        .concatMap(method -> Flux.just("", token)
                                .concatMap(bearer -> call(method, path.getKey(), bearer))
                                .filter(answer -> answer.status() != 405
                                        || !allowed(answer).equals(path.getValue()))
                                .map(answer -> method + " " + path.getKey() + " -> " + answer.status() + " "
                                        + answer.header("Allow"))))
                .collectList()
                .block();
        assertThat(wrong).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/liveness", "/actuator/prometheus"})
    void soDoTheActuators(String path) {
        for (var method : METHODS) {
            var answer = Api.answer(call(method, path, ""));
            var served = List.of("GET", "HEAD", "OPTIONS").contains(method.name());
            assertThat(answer.status()).as(method.name()).isEqualTo(served ? 200 : 405);
            if (!served) {
                assertThat(answer.header("Allow")).as(method.name()).isEqualTo("GET, HEAD");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"TRACE, /nope", "PROPFIND, /api/v1/nope", "OPTIONS, /nope"})
    void aPathThatIsNotServedHasNoMethods(String method, String path) {
        assertThat(Api.answer(call(HttpMethod.valueOf(method), path, "")).status())
                .isEqualTo(404);
    }

    /** A link that is looked at before somebody follows it: what GET would do, or never end to answer, is not begun. */
    @ParameterizedTest
    @CsvSource({
        "/payments/return/bkash?paymentID=nope&status=success, text/html",
        "/payments/return/nagad?payment_ref_id=nope, text/html",
        "/payments/return/stripe?payment=nope, text/html",
        "/payments/return/sslcommerz?payment=nope, text/html",
        "/api/v1/orders/stream, text/event-stream"
    })
    void headHasNoEffect(String path, String type) {
        var answer = Api.answer(call(HttpMethod.HEAD, path, accounts.vendor()));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith(type);
    }

    @Test
    void headOfAnExportExportsNothing() {
        var answer = Api.answer(api.unchecked(HttpMethod.HEAD, "/api/v1/orders", "", headers -> {
            headers.setBearerAuth(accounts.vendor());
            headers.set("Accept", "text/csv");
        }));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("text/csv");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-", ",", "a/b;q=9", "*", "text/*;q=0", "application/xml"})
    void anAcceptThatIsNotUnderstoodOrNotServedIsNo415(String accept) {
        for (var path : List.of("/api/v1/health", "/openapi.yaml", "/api/v1/orders", "/actuator/health")) {
            var answer = Api.answer(api.unchecked(HttpMethod.GET, path, "", headers -> {
                headers.setBearerAuth(accounts.admin());
                headers.set("Accept", accept);
            }));
            assertThat(answer.status()).as(path).isIn(200, 406);
        }
    }

    private static Set<String> allowed(Answer answer) {
        return new TreeSet<>(List.of(answer.header("Allow").split(", ", -1)));
    }

    private Mono<Answer> call(HttpMethod method, String path, String token) {
        return api.unchecked(method, path, "", headers -> {
            if (!token.isEmpty()) {
                headers.setBearerAuth(token);
            }
        });
    }

    private static String path(String pattern) {
        return pattern.replaceAll("\\{id:\\[0-9]\\{[^}]*}}", "7")
                .replaceAll("\\{\\w+:.*?-\\[0-9a-fA-F]\\{12}}", "018f0000-0000-7000-8000-000000000000")
                .replaceAll("\\{\\w+}", "some");
    }
}
