package io.ordergate.web.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.ordergate.support.Failure;
import io.ordergate.support.Failure.FieldError;
import io.ordergate.support.ProblemCode;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.http.codec.HttpMessageReader;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

class RequestBodiesTests {

    private static final int LARGEST = 64 * 1024;
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final List<HttpMessageReader<?>> READERS = HandlerStrategies.builder()
            .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(LARGEST))
            .build()
            .messageReaders();
    private final RequestBodies bodies =
            new RequestBodies(Validation.buildDefaultValidatorFactory().getValidator(), JSON);

    record Basket(
            @NotBlank String customerName,
            @JsonAlias("lines") @NotNull List<@NotNull @Valid Line> basketLines,
            @Nullable Boolean gift) {}

    @KnownFieldsOnly
    record GiveBack(@Nullable BigDecimal amount) {}

    record Line(
            @JsonAlias("price") @NotNull BigDecimal unitPrice,
            @Max(10) @Nullable Integer quantity) {}

    @Test
    void aValidBodyIsRead() {
        StepVerifier.create(bodies.read(
                        json("{\"customer_name\": \"Rahim\", \"more\": 1, \"basket_lines\": [{\"unit_price\": 1.50}]}"),
                        Basket.class))
                .expectNext(new Basket("Rahim", List.of(new Line(new BigDecimal("1.50"), null)), null))
                .verifyComplete();
    }

    @Test
    void everythingWrongIsSaidAtOnceInTheNamesOfTheClient() {
        refused("{\"basket_lines\": [{\"unit_price\": 1, \"quantity\": 11}, {}, null]}", failure -> {
            assertThat(failure.code()).isEqualTo(ProblemCode.INVALID_REQUEST);
            assertThat(failure.errors())
                    .extracting(FieldError::field)
                    .startsWith("basket_lines[0].quantity", "basket_lines[1].unit_price")
                    .contains("customer_name")
                    .hasSize(4);
            assertThat(failure.errors()).extracting(FieldError::message).doesNotContainNull();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "}",
                "[",
                "hush",
                "{\"customer_name\": hush}",
                "{\"customer_name\": \"hush",
                "{\"hush\" 1}",
                "\u0000",
                "<hush/>",
                "{'customer_name': 'hush'}",
                "{\"customer_name\": \"hush\u0000\"}",
                "{,}",
                "NaN",
                "{\"basket_lines\": [{\"unit_price\": 1hush}]}",
                "{\"basket_lines\": [{\"unit_price\": NaN}]}"
            })
    void whatIsNoJsonIsRefusedWithoutRepeatingIt(String body) {
        refused(body, failure -> {
            assertThat(failure.code()).isEqualTo(ProblemCode.MALFORMED_JSON);
            assertThat(failure.detail()).doesNotContain("hush", "tools.jackson", "Unexpected");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\n", "null"})
    void anEmptyBodyIsRefused(String body) {
        refused(body, failure -> assertThat(failure.code()).isEqualTo(ProblemCode.MALFORMED_JSON));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"customer_name\": {\"hush\": 1}} | customer_name",
                "{\"customer_name\": [\"hush\"]} | customer_name",
                "{\"basket_lines\": \"hush\"} | basket_lines",
                "{\"basket_lines\": {}} | basket_lines",
                "{\"basket_lines\": [{\"unit_price\": true}]} | basket_lines[0].unit_price",
                "{\"basket_lines\": [{\"quantity\": \"hush\"}]} | basket_lines[0].quantity",
                "{\"basket_lines\": [1]} | basket_lines[0]"
            })
    void aValueOfAnotherTypeIsNamedAndNotRepeated(String body, String field) {
        refused(body, failure -> {
            assertThat(failure.errors()).containsExactly(new FieldError(field, "is not of the expected type"));
            assertThat(failure.detail()).doesNotContain("hush");
        });
    }

    /** What is sent as something else than it is would change its meaning, or lose a part of it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"customer_name\": 17} | customer_name | must be text: send it in quotes",
                "{\"customer_name\": 1.5} | customer_name | must be text: send it in quotes",
                "{\"customer_name\": true} | customer_name | must be text: send it in quotes",
                "{\"basket_lines\": \"\"} | basket_lines | is not of the expected type",
                "{\"basket_lines\": [{\"unit_price\": \"\"}]} | basket_lines[0].unit_price | must be an amount such as 450.00",
                "{\"basket_lines\": [{\"unit_price\": \" \"}]} | basket_lines[0].unit_price | must be an amount such as 450.00",
                "{\"basket_lines\": [{\"unit_price\": \"hush\"}]} | basket_lines[0].unit_price | must be an amount such as 450.00",
                "{\"basket_lines\": [{\"unit_price\": \"৪৫০\"}]} | basket_lines[0].unit_price | must be an amount such as 450.00",
                "{\"basket_lines\": [{\"quantity\": \"\"}]} | basket_lines[0].quantity | is not of the expected type",
                "{\"basket_lines\": [{\"quantity\": \"2\"}]} | basket_lines[0].quantity | is not of the expected type",
                "{\"basket_lines\": [{\"quantity\": false}]} | basket_lines[0].quantity | is not of the expected type",
                "{\"basket_lines\": [{\"quantity\": 1.5}]} | basket_lines[0].quantity | must be a whole number",
                "{\"basket_lines\": [{\"quantity\": 2147483648}]} | basket_lines[0].quantity | is too large",
                "{\"basket_lines\": [{\"quantity\": -99999999999}]} | basket_lines[0].quantity | is too small",
                "{\"basket_lines\": [{\"quantity\": 1E+999999999}]} | basket_lines[0].quantity | is too large",
                "{\"basket_lines\": [{\"quantity\": 1E+99999999999999}]} | basket_lines[0].quantity | is too large",
                "{\"gift\": \"true\"} | gift | is not of the expected type",
                "{\"gift\": \"\"} | gift | is not of the expected type",
                "{\"gift\": 1} | gift | is not of the expected type"
            })
    void nothingIsReadAsSomethingElse(String body, String field, String message) {
        refused(body, failure -> assertThat(failure.errors()).containsExactly(new FieldError(field, message)));
    }

    @Test
    void aNumberOfAThousandDigitsNamesItsField() {
        for (var number : List.of("9".repeat(1_001), "9".repeat(60_000), "0." + "1".repeat(5_000))) {
            refused("{\"basket_lines\": [{\"unit_price\": %s}]}".formatted(number), failure -> assertThat(
                            failure.errors())
                    .containsExactly(new FieldError("basket_lines[0].unit_price", "has too many digits")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "2.0", "2e0", "0.2e1", "20E-1", "2.000"})
    void aWholeNumberIsOneHoweverItIsWritten(String number) {
        StepVerifier.create(bodies.read(
                        json("{\"customer_name\": \"Rahim\", \"basket_lines\": [{\"unit_price\": 1, \"quantity\": %s}]}"
                                .formatted(number)),
                        Basket.class))
                .expectNextMatches(
                        basket -> Objects.equals(basket.basketLines().get(0).quantity(), 2))
                .verifyComplete();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"customer_name\": \"a\", \"customer_name\": \"a\"} | customer_name | is there twice",
                "{\"customer_name\": \"a\", \"customer_nam\\u0065\": \"a\"} | customer_name | is there twice",
                "{\"more\": 1, \"more\": 2} | more | is there twice",
                "{\"more\": {\"a\": [1, {\"b\": 1, \"b\": 1}]}} | more.a[1].b | is there twice",
                "{\"basket_lines\": [{}, {\"quantity\": 1, \"quantity\": 2}]} | basket_lines[1].quantity | is there twice",
                "{\"basket_lines\": [], \"lines\": []} | lines | is another name of basket_lines: send one of the two",
                "{\"lines\": [{\"price\": 1, \"unit_price\": 1}]} | lines[0].unit_price | is another name of price: send one of the two"
            })
    void aFieldIsSentOnce(String body, String field, String message) {
        refused(body, failure -> assertThat(failure.errors()).containsExactly(new FieldError(field, message)));
    }

    @Test
    void whereAMissingFieldHasAMeaningAMisspeltOneIsRefused() {
        StepVerifier.create(bodies.read(json("{\"amount\": \"5.00\"}"), GiveBack.class))
                .expectNext(new GiveBack(new BigDecimal("5.00")))
                .verifyComplete();
        for (var body : List.of(
                "{\"amout\": \"5.00\"}", "{\"amount\": 5, \"all\": true}", "{\"give_back\": {\"amount\": 5}}")) {
            StepVerifier.create(bodies.read(json(body), GiveBack.class))
                    .verifyErrorSatisfies(error -> assertThat(((Failure) error).errors())
                            .extracting(FieldError::message)
                            .containsExactly("is not a field of this call"));
        }
    }

    @Test
    void aRefusalHasTheNamesThatWereSent() {
        var request =
                json("{\"customer_name\": \"a\", \"lines\": [{\"price\": 1}, {\"price\": 1, \"quantity\": 11}, {}]}");
        StepVerifier.create(bodies.read(request, Basket.class)).verifyErrorSatisfies(error -> {
            var shown = SentNames.in(request.exchange(), (Failure) error);
            assertThat(shown.errors())
                    .extracting(FieldError::field)
                    .containsExactly("lines[1].quantity", "lines[2].unit_price");
            assertThat(shown.detail()).isEqualTo("Correct these fields: lines[1].quantity, lines[2].unit_price");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"c0ae", "e080af", "f08080af", "eda080", "f4908080", "ff", "c3", "e4b8"})
    void whatIsNoUtf8IsRefused(String hex) {
        var broken = HexFormat.of().parseHex(hex);
        var body = new ByteArrayOutputStream();
        body.writeBytes("{\"customer_name\": \"".getBytes(StandardCharsets.UTF_8));
        body.writeBytes(broken);
        body.writeBytes("\", \"basket_lines\": []}".getBytes(StandardCharsets.UTF_8));
        StepVerifier.create(bodies.read(bytes("application/json", body.toByteArray()), Basket.class))
                .verifyErrorSatisfies(
                        error -> assertThat(((Failure) error).code()).isEqualTo(ProblemCode.MALFORMED_JSON));
    }

    @Test
    void aReplacementCharacterIsUtf8LikeAnyOther() {
        StepVerifier.create(
                        bodies.read(json("\uFEFF{\"customer_name\": \"\uFFFD\", \"basket_lines\": []}"), Basket.class))
                .expectNext(new Basket("\uFFFD", List.of(), null))
                .verifyComplete();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32"})
    void jsonIsUtf8(String charset) {
        var body = "{\"customer_name\": \"Rahim\", \"basket_lines\": []}".getBytes(Charset.forName(charset));
        StepVerifier.create(bodies.read(bytes("application/json", body), Basket.class))
                .verifyErrorSatisfies(
                        error -> assertThat(((Failure) error).code()).isEqualTo(ProblemCode.MALFORMED_JSON));
        StepVerifier.create(bodies.read(bytes("application/json;charset=" + charset, body), Basket.class))
                .verifyErrorSatisfies(
                        error -> assertThat(((Failure) error).code()).isEqualTo(ProblemCode.UNSUPPORTED_MEDIA_TYPE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/*",
                "application/*",
                "application/*+json",
                "application/x-ndjson",
                "application/json;charset=iso-8859-1",
                "application/json;charset=nope",
                "application/json;charset=-",
                "application/json;charset=",
                "application/xml",
                "text/plain",
                "text/json",
                "json",
                "-",
                ",",
                ""
            })
    void anotherMediaTypeIsRefused(String type) {
        var body = "{\"customer_name\": \"Rahim\", \"basket_lines\": []}".getBytes(StandardCharsets.UTF_8);
        StepVerifier.create(bodies.read(bytes(type, body), Basket.class)).verifyErrorSatisfies(error -> {
            assertThat(((Failure) error).code()).isEqualTo(ProblemCode.UNSUPPORTED_MEDIA_TYPE);
            assertThat(((Failure) error).headers()).containsEntry("Accept", "application/json");
        });
    }

    @Test
    void aCallThatNeedsNoBodyNeedsNoTypeOfOne() {
        var none = ServerRequest.create(MockServerWebExchange.from(MockServerHttpRequest.post("/")), READERS);
        StepVerifier.create(bodies.read(none, GiveBack.class, new GiveBack(null)))
                .expectNext(new GiveBack(null))
                .verifyComplete();
        var untyped = ServerRequest.create(
                MockServerWebExchange.from(MockServerHttpRequest.post("/").body("{}")), READERS);
        StepVerifier.create(bodies.read(untyped, GiveBack.class, new GiveBack(null)))
                .verifyErrorSatisfies(
                        error -> assertThat(((Failure) error).code()).isEqualTo(ProblemCode.UNSUPPORTED_MEDIA_TYPE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"hush\"", "true"})
    void anotherJsonThanAnObjectIsRefused(String body) {
        refused(body, failure -> assertThat(failure.code().kind()).isEqualTo(ProblemCode.Kind.INVALID));
    }

    @Timeout(30)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"basket_lines\": [{\"quantity\": 1E+999999999}]}",
                "{\"basket_lines\": [{\"quantity\": 99999999999}]}",
                "{\"basket_lines\": [{\"quantity\": 1.5}]}"
            })
    void aQuantityThatIsNoSmallWholeNumberIsRefusedAtOnce(String body) {
        refused(body, failure -> assertThat(failure.code().kind()).isEqualTo(ProblemCode.Kind.INVALID));
    }

    @Timeout(30)
    @Test
    void deepNestingIsRefused() {
        refused("{\"more\": " + "[".repeat(30_000) + "]".repeat(30_000) + "}", failure -> assertThat(failure.code())
                .isEqualTo(ProblemCode.MALFORMED_JSON));
    }

    @Test
    void aBodyAboveTheLimitIsTheFrameworksRefusal() {
        StepVerifier.create(bodies.read(json("{\"more\": \"" + "x".repeat(LARGEST) + "\"}"), Basket.class))
                .verifyError(DataBufferLimitException.class);
    }

    /** However a client names JSON, the same becomes of it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"customer_name\": \"Rahim\", \"more\": 1, \"basket_lines\": [{\"unit_price\": 1.50}]}",
                "{\"customer_name\": \"রহিম\", \"basket_lines\": []} ",
                "{\"customer_name\": \"Rahim\", \"basket_lines\": []} {}",
                "{\"customer_name\": \"Rahim\", \"basket_lines\": []",
                "{\"customer_name\": 1, \"basket_lines\": [{\"unit_price\": {}}]}",
                "[]",
                "null",
                " ",
                ""
            })
    void allNamesOfJsonMeanTheSame(String body) {
        var plain = outcome(json(body));
        assertThat(outcome(request(MediaType.valueOf("application/json;charset=UTF-8;v=1"), body)))
                .isEqualTo(plain);
        assertThat(outcome(request(MediaType.valueOf("application/problem+json"), body)))
                .isEqualTo(plain);
    }

    private Object outcome(ServerRequest request) {
        return bodies.read(request, Basket.class)
                .cast(Object.class)
                .onErrorResume(
                        Failure.class,
                        failure ->
                                Mono.just(List.of(failure.code(), String.valueOf(failure.detail()), failure.errors())))
                .blockOptional()
                .orElseThrow();
    }

    private void refused(String body, Consumer<Failure> check) {
        StepVerifier.create(bodies.read(json(body), Basket.class))
                .verifyErrorSatisfies(error -> assertThat(error).isInstanceOfSatisfying(Failure.class, check));
    }

    private static ServerRequest json(String body) {
        return request(MediaType.APPLICATION_JSON, body);
    }

    private static ServerRequest request(MediaType type, String body) {
        return bytes(type.toString(), body.getBytes(StandardCharsets.UTF_8));
    }

    private static ServerRequest bytes(String type, byte[] body) {
        var exchange = MockServerWebExchange.from(MockServerHttpRequest.post("/")
                .header("Content-Type", type)
                .body(Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(body))));
        return ServerRequest.create(exchange, READERS);
    }
}
