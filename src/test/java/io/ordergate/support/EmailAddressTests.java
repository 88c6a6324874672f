package io.ordergate.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rahim@example.com",
                "Rahim.Uddin+shop@Example.COM",
                "o'brien@example.co.ke",
                "\u09b0\u09b9\u09bf\u09ae@example.com",
                "a@b",
                "info@xn--bcher-kva.example"
            })
    void isRead(String text) {
        assertThat(EmailAddress.read(text)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "a@",
                "@b",
                "a b@example.com",
                "a@exa mple.com",
                "a\u00a0b@example.com",
                "a\u200bb@example.com",
                "a\u00adb@example.com",
                "a\u202eb@example.com",
                "a\u2060@example.com",
                "\ufeffa@example.com",
                "a\u0000@example.com",
                "a\ud800@example.com",
                "a@b@example.com",
                ".a@example.com",
                "a..b@example.com",
                "a@example..com",
                "a@.example.com",
                "a@-example.com",
                "a@exam_ple.com",
                "a@example.com\u200b",
                "<a@example.com>",
                "a@example.com,b@example.com",
                "a@\u212Aim.example",
                "\u212Aim@example.com",
                "\u212Aime\u0301@example.com",
                "a\u037e@example.com",
                "a@\uff45xample.com"
            })
    void isNoAddress(String text) {
        assertThat(EmailAddress.read(text)).isNull();
    }

    @Test
    void lengthsAreThoseOfRfc5321() {
        assertThat(EmailAddress.read("a".repeat(64) + "@example.com")).isNotNull();
        assertThat(EmailAddress.read("a".repeat(65) + "@example.com")).isNull();
        assertThat(EmailAddress.read("a@" + "b.".repeat(126) + "c")).isNull();
        assertThat(EmailAddress.read("a@" + "b".repeat(64) + ".com")).isNull();
        assertThat(EmailAddress.read("a".repeat(1_000_000) + "@example.com")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "Rahim@Example.com, rahim@EXAMPLE.COM",
        "jose\u0301@example.com, jos\u00e9@example.com",
        "a@b\u00fccher.example, a@xn--bcher-kva.example",
        "a@B\u00dcCHER.example, a@b\u00fccher.example",
        "a@\u4f8b\u3048\u3002jp, a@\u4f8b\u3048.jp",
        "' a@example.com ', a@example.com"
    })
    void areTheSame(String one, String other) {
        assertThat(EmailAddress.keyOf(one)).isEqualTo(EmailAddress.keyOf(other));
        assertThat(EmailAddress.read(one).key()).isEqualTo(EmailAddress.keyOf(one));
        assertThat(new EmailAddress(one)).isEqualTo(new EmailAddress(other)).hasSameHashCodeAs(new EmailAddress(other));
    }

    @ParameterizedTest
    @CsvSource({
        "kim@example.com, \u212Aim@example.com",
        "i@example.com, \u0130@example.com",
        "i@example.com, \u0131@example.com",
        "s@example.com, \u017f@example.com",
        "\u00e4@example.com, \u00c4@example.com",
        "strasse@example.com, stra\u00dfe@example.com"
    })
    void areNotTheSame(String one, String other) {
        assertThat(EmailAddress.keyOf(one)).isNotEqualTo(EmailAddress.keyOf(other));
        assertThat(new EmailAddress(one)).isNotEqualTo(new EmailAddress(other));
    }

    @Test
    void theStoredFormKeepsTheLettersAsTheyWereTyped() {
        assertThat(EmailAddress.canonical(" Rahim@EXAMPLE.com ")).isEqualTo("Rahim@example.com");
        assertThat(EmailAddress.canonical("no address")).isEqualTo("no address");
        assertThat(EmailAddress.keyOf("No Address")).isEqualTo("no address");
    }
}
