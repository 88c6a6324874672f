package io.ordergate.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.support.Failure;
import io.ordergate.support.Failure.FieldError;
import io.ordergate.support.ProblemCode;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.http.codec.autoconfigure.HttpCodecsProperties;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.MediaType;
import org.springframework.http.codec.json.JacksonJsonDecoder;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;
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
    private static final HandlerStrategies STRATEGIES = HandlerStrategies.builder()
            .codecs(codecs -> {
                codecs.defaultCodecs().jacksonJsonDecoder(new JacksonJsonDecoder(JSON));
                codecs.defaultCodecs().maxInMemorySize(LARGEST);
            })
            .build();

    private final RequestBodies bodies =
            new RequestBodies(Validation.buildDefaultValidatorFactory().getValidator(), JSON, limit());

    record Basket(@NotBlank String customerName, @NotNull List<@NotNull @Valid Line> basketLines) {}

    record Line(
            @NotNull BigDecimal unitPrice,
            @Max(10) @Nullable Integer quantity) {}

    private static HttpCodecsProperties limit() {
        var properties = new HttpCodecsProperties();
        properties.setMaxInMemorySize(DataSize.ofBytes(LARGEST));
        return properties;
    }

    @Test
    void aValidBodyIsRead() {
        StepVerifier.create(bodies.read(
                        json("{\"customer_name\": \"Rahim\", \"more\": 1, \"basket_lines\": [{\"unit_price\": 1.50}]}"),
                        Basket.class))
                .expectNext(new Basket("Rahim", List.of(new Line(new BigDecimal("1.50"), null))))
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
                "{\"basket_lines\": [{\"unit_price\": 1}, {\"unit_price\": \"hush\"}]} | basket_lines[1].unit_price",
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

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"hush\"", "true"})
    void anotherJsonThanAnObjectIsRefused(String body) {
        refused(body, failure -> assertThat(failure.code().kind()).isEqualTo(ProblemCode.Kind.INVALID));
    }

    @Timeout(5)
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

    @Timeout(5)
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

    @Test
    void anotherMediaTypeIsTheFrameworksRefusal() {
        StepVerifier.create(bodies.read(request(MediaType.APPLICATION_XML, "<basket/>"), Basket.class))
                .verifyError(UnsupportedMediaTypeStatusException.class);
    }

    /** Plain JSON has a way of its own; whatever else Spring knows to be JSON goes the usual one. */
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
    void bothWaysOfReadingAgree(String body) {
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
        var exchange = MockServerWebExchange.from(
                MockServerHttpRequest.post("/").contentType(type).body(body));
        return ServerRequest.create(exchange, STRATEGIES.messageReaders());
    }
}
