package io.ordergate.web.idempotency;

import static io.ordergate.support.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.support.ProblemCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.reactive.function.server.MockServerRequest;
import org.springframework.web.reactive.function.server.ServerRequest;

class IdempotencyKeyTests {

    @Test
    void aRequestNeedsNone() {
        assertThat(IdempotencyKey.of(MockServerRequest.builder().build())).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "abc,abc",
        "\"abc\",abc",
        "' \"abc\" ',abc",
        "8e03978e-40d5-43dd-bc93-6894a57f9324,8e03978e-40d5-43dd-bc93-6894a57f9324",
        "a\"b,a\"b",
        "\"abc,\"abc",
        "~!#$,~!#$"
    })
    void isReadBareOrQuoted(String header, String key) {
        assertThat(IdempotencyKey.of(request(header))).isEqualTo(new IdempotencyKey(key));
    }

    @Test
    void has255CharactersAtTheMost() {
        var longest = "k".repeat(255);
        assertThat(IdempotencyKey.of(request(longest))).isEqualTo(new IdempotencyKey(longest));
        assertThat(IdempotencyKey.of(request('"' + longest + '"'))).isEqualTo(new IdempotencyKey(longest));
        refused(longest + "k");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\"\"", "a b", "a\u0000b", "a\nb", "কী", "a\u007fb", "\" \""})
    void anythingElseIsRefused(String header) {
        refused(header);
    }

    @Test
    void doesNotShowItself() {
        assertThat(new IdempotencyKey("abc")).hasToString("IdempotencyKey[hidden]");
    }

    private static void refused(String header) {
        refusal(ProblemCode.INVALID_IDEMPOTENCY_KEY, () -> IdempotencyKey.of(request(header)));
    }

    private static ServerRequest request(String header) {
        return MockServerRequest.builder().header("Idempotency-Key", header).build();
    }
}
