package io.ordergate.web.request;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTests {

    private static final Validator VALIDATOR =
            Validation.buildDefaultValidatorFactory().getValidator();

    private record Note(@PlainText @Nullable String text) {}

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "Rahim", "রহিম", "line\r\nline\ttab", "📚", "👩‍👩‍👧", "é"})
    void readableTextIsTaken(@Nullable String text) {
        assertThat(valid(text)).isTrue();
    }

    @Test
    void everyControlCharacterButBreaksAndTabsIsRefused() {
        assertThat(IntStream.range(0, 0xa0)
                        .filter(Character::isISOControl)
                        .filter(point -> valid("a" + (char) point + "b")))
                .containsExactly((int) '\t', (int) '\n', (int) '\r');
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "\udcda", "a\ud83db", "\udcda\ud83d", "📚\ud83d"})
    void halfACharacterIsRefused(String text) {
        assertThat(valid(text)).isFalse();
    }

    @Property
    void whatIsTakenSurvivesTheWayThroughUtf8(@ForAll("texts") String text) {
        var encoder = StandardCharsets.UTF_8.newEncoder();
        assertThat(!valid(text) || encoder.canEncode(text)).isTrue();
        assertThat(valid(text) && text.indexOf('\0') >= 0).isFalse();
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().all().ofMaxLength(20);
    }

    @Test
    void aFieldIsChecked() {
        assertThat(VALIDATOR.validate(new Note("a\u0000b")))
                .extracting(violation -> violation.getMessage())
                .containsExactly("must not contain control characters");
    }

    private static boolean valid(@Nullable String text) {
        return VALIDATOR.validate(new Note(text)).isEmpty();
    }
}
