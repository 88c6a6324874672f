package io.ordergate.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.support.ProblemCode;
import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.Contract;
import io.ordergate.testing.IntegrationTest;
import io.ordergate.web.route.RouteIndex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;

@IntegrationTest
class DocsTests {

    private static final String OTHER_NAMES = "Replaced: other names";

    @Autowired
    private Api api;

    @Autowired
    private RouteIndex routes;

    @ParameterizedTest
    @CsvSource({
        "/openapi.yaml, application/yaml, openapi: 3.0.3",
        "/openapi-replaced.yaml, application/yaml, openapi: 3.0.3",
        "/docs, text/html, /docs/assets/swagger-ui-bundle.js",
        "/redoc, text/html, /docs/assets/redoc.standalone.js",
        "/docs/assets/swagger-ui-bundle.js, text/javascript, SwaggerUIBundle",
        "/docs/assets/swagger-ui.css, text/css, .swagger-ui",
        "/docs/assets/redoc.standalone.js, text/javascript, Redoc",
        "/docs/assets/contract.js, text/javascript, /openapi-replaced.yaml",
        "/docs/assets/swagger.js, text/javascript, SwaggerUIBundle",
        "/docs/assets/docs.css, text/css, main",
        "/docs/assets/logo.svg, image/svg+xml, svg",
        "/problems, text/html, wrong-code"
    })
    void everyPageIsServedFromHere(String path, String type, String part) {
        var answer = api.get(path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith(type);
        assertThat(answer.body()).contains(part);
        assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
    }

    /** The page of {@code /} has no other address, and those of providers' callbacks have no links. */
    @Test
    void everyPageHasOneAddressOnly() {
        var pages = routes.all().stream()
                .filter(route -> route.method().equals(HttpMethod.GET))
                .map(route -> route.path().getPatternString())
                .filter(path -> !path.equals("/") && !path.startsWith("/payments/return/"))
                .map(path -> path.replace("{code}", "wrong-code").replaceAll("\\{[^/]*}", "some"))
                .filter(path -> page(path).header("Content-Type").startsWith("text/html"))
                .toList();
        assertThat(pages).contains("/console", "/docs", "/redoc", "/dev/inbox", "/problems/wrong-code", "/o/some");
        assertThat(pages).allSatisfy(path -> {
            var answer = page(path + "/");
            assertThat(answer.status()).isEqualTo(308);
            assertThat(answer.header("Location")).isEqualTo(".." + path.substring(path.lastIndexOf('/')));
        });
    }

    private Answer page(String path) {
        return Api.answer(api.unchecked(HttpMethod.HEAD, path, "", headers -> headers.set("Accept", "text/html")));
    }

    @ParameterizedTest
    @CsvSource({
        "gzip, true",
        "'br, GZIP;q=0.5', true",
        "'deflate;q=1,gzip', true",
        "gzip;q=0, false",
        "identity, false",
        "x-gzip, false"
    })
    void whatIsLargeIsCompressedForThoseWhoTakeIt(String accepted, boolean compressed) {
        var answer = Api.answer(api.unchecked(
                HttpMethod.GET, "/openapi.yaml", "", headers -> headers.set("Accept-Encoding", accepted)));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Vary")).contains("Accept-Encoding");
        assertThat(answer.header("Content-Encoding").equals("gzip")).isEqualTo(compressed);
        assertThat(Integer.parseInt(answer.header("Content-Length")) < 100_000).isEqualTo(compressed);
    }

    @Test
    void callsOfReplacedServicesAreInGroupsOfTheirOwn() {
        var groups = Contract.replaced()
                .document()
                .path("tags")
                .valueStream()
                .map(tag -> tag.path("name").asString())
                .toList();
        assertThat(groups).hasSize(5).contains(OTHER_NAMES).allMatch(name -> name.startsWith("Replaced: "));
        Contract.replaced()
                .document()
                .path("paths")
                .forEachEntry((path, operations) -> operations.forEach(operation -> {
                    var tag = operation.path("tags").path(0).asString("");
                    assertThat(groups).as(path).contains(tag);
                    assertThat(!tag.equals(OTHER_NAMES)).as(path).isEqualTo(isReplaced(path));
                }));
        assertThat(Contract.canonical().document().path("paths").propertyNames())
                .noneMatch(DocsTests::isReplaced);
    }

    private static boolean isReplaced(String path) {
        return path.matches("/(api/(?!v1)|orders|auth|health).*");
    }

    @ParameterizedTest
    @EnumSource(ProblemCode.class)
    void everyProblemTypeIsAPage(ProblemCode problem) {
        var answer = api.get("/problems/" + problem.code());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains(problem.title());
    }

    @Test
    void metersOfTheMainJobAreThereForPrometheus() {
        var phone = Api.somePhone();
        var session = api.session(phone);
        var code = api.code(phone);
        api.verify(session, Api.wrong(code));
        api.verify(session, code);
        assertThat(api.get("/actuator/info").json().path("build").path("commit").asString(""))
                .isNotEmpty();
        assertThat(api.get("/actuator/prometheus").body())
                .contains(
                        "ordergate_codes_started_total",
                        "ordergate_sms_total{",
                        "ordergate_codes_verified_total",
                        "ordergate_codes_refused_total",
                        "reason=\"wrong-code\"",
                        "ordergate_orders_placed_total",
                        "ordergate_eventloop_pending",
                        "r2dbc_pool_acquired_connections")
                .doesNotContain(phone.substring(1), code + "\"");
    }
}
