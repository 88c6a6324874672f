package io.ordergate.page.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@IntegrationTest
class AppFilesTests {

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    @Autowired
    private Api api;

    @ParameterizedTest
    @CsvSource({
        "/, text/html, ./shop/assets/shop.js",
        "/console, text/html, ./console/assets/main.js",
        "/shop/assets/shop.js, text/javascript, import",
        "/console/assets/console.css, text/css, main",
        "/console/assets/uPlot.min.css, text/css, .uplot",
        "/pages/assets/pages.css, text/css, --accent",
        "/pages/assets/lit-html.js, text/javascript, litHtmlVersions",
        "/pages/assets/directives/repeat.js, text/javascript, lit-html",
        "/pages/assets/texts.bn.json, application/json, status.shipped",
        "/pages/assets/logo.svg, image/svg+xml, svg"
    })
    void everyFileIsServedAndNamedByAnEtag(String path, String type, String part) {
        var answer = api.get(path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith(type);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(answer.header("ETag")).matches("\"[\\w-]{43}\"");
        assertThat(answer.body()).contains(part);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/console"})
    void pagesRunOnlyScriptsOfThisService(String path) {
        var page = api.get(path);
        assertThat(page.header("Content-Security-Policy")).isEqualTo(POLICY);
        assertThat(page.body()).doesNotContain("<style", " style=", " onclick=", "http://", "https://", "\"/");
        assertThat(Pattern.compile("<script(?![^>]* src=)").matcher(page.body()).find())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/shop/assets/index.html",
                "/shop/assets/none.js",
                "/shop/assets/..%2Fapplication.yaml",
                "/shop/assets/application.yaml",
                "/pages/assets/package.json"
            })
    void nothingElseIsServed(String path) {
        assertThat(api.get(path).status()).isIn(400, 404);
    }

    @Test
    void clientsLearnWhatTheyNeedToKnowOfTheSettings() {
        var answer = api.get("/api/v1/client-settings");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).isEqualTo("max-age=60, public");
        var settings = answer.json();
        assertThat(settings.path("service").asString()).isEqualTo("Ordergate");
        assertThat(settings.path("demo").asBoolean()).isTrue();
        assertThat(settings.path("currency").asString()).isEqualTo("BDT");
        assertThat(settings.path("code_length").asInt()).isEqualTo(6);
        assertThat(settings.path("resend_seconds").asInt()).isEqualTo(30);
        assertThat(settings.path("payment_methods").findValuesAsString("name")).contains("cash_on_delivery");
        assertThat(settings.has("human_check")).isFalse();
        assertThat(settings.has("default_country")).isFalse();
        assertThat(api.get("/api/v1/products").json().path("items").isEmpty()).isTrue();
    }

    @Test
    void aFileThatIsKnownIsNotSentAgain() throws IOException {
        var plain = api.get("/pages/assets/pages.css");
        assertThat(status("/pages/assets/pages.css", plain.header("ETag"), "identity"))
                .isEqualTo(304);
        assertThat(status("/pages/assets/pages.css", "\"old\", " + plain.header("ETag"), "identity"))
                .isEqualTo(304);
        assertThat(status("/pages/assets/pages.css", "\"old\"", "identity")).isEqualTo(200);
        assertThat(status("/pages/assets/pages.css", plain.header("ETag"), "gzip"))
                .isEqualTo(200);

        var head = Api.answer(api.unchecked(HttpMethod.HEAD, "/pages/assets/pages.css", "", headers -> {}));
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("ETag")).isEqualTo(plain.header("ETag"));
        assertThat(Long.parseLong(head.header("Content-Length")))
                .isEqualTo(resource("pages.css").contentLength());
    }

    @Test
    void aFileIsCompressedForThoseWhoTakeIt() throws IOException {
        var answer = Api.answer(api.unchecked(
                HttpMethod.GET, "/pages/assets/pages.css", "", headers -> headers.set("Accept-Encoding", "gzip")));
        assertThat(answer.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(answer.header("Vary")).contains("Accept-Encoding");
        assertThat(answer.header("ETag")).endsWith("-gzip\"");
        assertThat(Long.parseLong(answer.header("Content-Length")))
                .isLessThan(resource("pages.css").contentLength() / 2);
    }

    @Nested
    @TestPropertySource(properties = "ordergate.page.demo-shop=false")
    class WithoutADemoShop {

        @Test
        void theShopIsNotThereAndTheConsoleIs(@Autowired Api api) {
            for (var path : List.of("/", "/shop/assets/shop.js")) {
                assertThat(api.get(path).status()).as(path).isEqualTo(404);
                assertThat(api.get(path).field("code")).isEqualTo("not-found");
            }
            assertThat(api.get("/console").status()).isEqualTo(200);
            assertThat(api.get("/pages/assets/pages.css").status()).isEqualTo(200);
            assertThat(api.get("/api/v1/client-settings").json().path("demo").asBoolean(true))
                    .isFalse();
        }
    }

    /** A language that lacks a text would show its name. */
    @Test
    void languagesHaveTheSameTextsWithTheSamePlaces() throws IOException {
        for (var english : new PathMatchingResourcePatternResolver().getResources("classpath*:*/texts.en.json")) {
            var other = json(english.createRelative("texts.bn.json"));
            json(english).forEachEntry((name, text) -> assertThat(
                            places(other.path(name).asString("")))
                    .as(english + " " + name)
                    .isEqualTo(places(text.asString())));
            assertThat(other.propertyNames())
                    .as(english.toString())
                    .containsExactlyInAnyOrderElementsOf(json(english).propertyNames());
        }
    }

    private static String places(String text) {
        assertThat(text).isNotBlank();
        return Pattern.compile("\\{\\w+}")
                .matcher(text)
                .results()
                .map(it -> it.group())
                .sorted()
                .toList()
                .toString();
    }

    private static JsonNode json(Resource file) throws IOException {
        return JsonMapper.shared().readTree(file.getContentAsByteArray());
    }

    private static Resource resource(String name) {
        return new ClassPathResource("pages/" + name);
    }

    private int status(String path, String known, String coding) {
        Consumer<HttpHeaders> headers = all -> {
            all.set("If-None-Match", known);
            all.set("Accept-Encoding", coding);
        };
        return Api.answer(api.unchecked(HttpMethod.GET, path, "", headers)).status();
    }
}
