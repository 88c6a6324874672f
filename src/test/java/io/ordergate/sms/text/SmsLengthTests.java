package io.ordergate.sms.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmsLengthTests {

    @ParameterizedTest
    @CsvSource({
        "a, 0, gsm7, 1",
        "a, 1, gsm7, 1",
        "a, 160, gsm7, 1",
        "a, 161, gsm7, 2",
        "a, 306, gsm7, 2",
        "a, 307, gsm7, 3",
        "@, 160, gsm7, 1",
        "#, 160, gsm7, 1",
        "é, 160, gsm7, 1",
        "€, 80, gsm7, 1",
        "€, 81, gsm7, 2",
        "€, 152, gsm7, 2",
        "€, 153, gsm7, 3",
        "[, 80, gsm7, 1",
        "অ, 1, ucs2, 1",
        "অ, 70, ucs2, 1",
        "অ, 71, ucs2, 2",
        "অ, 134, ucs2, 2",
        "অ, 135, ucs2, 3",
        "😀, 35, ucs2, 1",
        "😀, 36, ucs2, 2",
        "😀, 66, ucs2, 2",
        "😀, 67, ucs2, 3",
        "ç, 1, ucs2, 1",
        "`, 1, ucs2, 1"
    })
    void partsAreCountedAsTheyArePaidFor(String character, int times, String encoding, int segments) {
        assertThat(SmsLength.of(character.repeat(times))).isEqualTo(new SmsLength(encoding, segments));
    }
}
