package io.ordergate.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples are those of Docker Compose's documentation of .env files, and of its parser's tests. */
class EnvFileTests {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "VAR=VAL | VAL",
                "VAR=\"VAL\" | VAL",
                "VAR='VAL' | VAL",
                "VAR=VAL # comment | VAL",
                "VAR=VAL# not a comment | VAL# not a comment",
                "VAR=\"VAL # not a comment\" | VAL # not a comment",
                "VAR=\"VAL\" # comment | VAL",
                "VAR='VAL # not a comment' # comment | VAL # not a comment",
                "VAR=#x | #x",
                "VAR='Let\\'s go!' | Let's go!",
                "VAR=\"{\\\"hello\\\": \\\"json\\\"}\" | {\"hello\": \"json\"}",
                "VAR='a\\nb' | a\\nb",
                "VAR=a\\nb | a\\nb",
                "VAR='$OTHER' | $OTHER",
                "VAR='${OTHER}' | ${OTHER}",
                "VAR=\"\\$OTHER\" | $OTHER",
                "VAR=$OTHER | other",
                "VAR=\"${OTHER}s\" | others",
                "VAR=${ABSENT:-fallback} | fallback",
                "VAR=${OTHER:+there} | there",
                "VAR=pa$$word | pa$word",
                "VAR=pa$word! | pa$word!",
                "VAR=postgresql://shop:p#ss@db/orders?a=b&c=\"d\" | postgresql://shop:p#ss@db/orders?a=b&c=\"d\"",
                "export VAR=VAL | VAL",
                "export  VAR = VAL | VAL",
                "  VAR: VAL | VAL",
                "VAR=দোকান | দোকান",
                "VAR=\"দোকান ☕\" | দোকান ☕"
            },
            delimiter = '|')
    void meansWhatComposeSays(String line, String value) {
        var variables = EnvFile.parse("OTHER=other\n" + line + "\nNEXT=next\n", name -> null);
        assertThat(variables).containsEntry("VAR", value).containsEntry("NEXT", "next");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"VAR=", "VAR= ", "VAR=\"\"", "VAR=''", "VAR= # comment", "VAR=${ABSENT}", "VAR=${ABSENT:+x}"})
    void mayBeEmpty(String line) {
        assertThat(EnvFile.parse(line, name -> null)).isEqualTo(Map.of("VAR", ""));
    }

    @Test
    void escapesBetweenDoubleQuotesAreThoseOfTheShell() {
        var text = "VAR=\"one\\ntwo\\tthree\\\\four\\r\"\nKEY='-----BEGIN\nKEY-----\n'\n\"";
        assertThatThrownBy(() -> EnvFile.parse(text, name -> null)).isInstanceOf(StartCheck.Refusal.class);
        assertThat(EnvFile.parse(text.substring(0, text.length() - 1), name -> null))
                .isEqualTo(Map.of("VAR", "one\ntwo\tthree\\four\r", "KEY", "-----BEGIN\nKEY-----\n"));
    }

    @Test
    void whatOnlyLooksLikeAnEscapeStays() {
        assertThat(EnvFile.parse("VAR=\"a\\089 \\q \\0101\"", name -> null)).isEqualTo(Map.of("VAR", "a\00089 \\q A"));
    }

    @Test
    void commentsEmptyLinesLineEndsAndTheMarkOfWindowsAreNoMatter() {
        assertThat(EnvFile.parse("\ufeff# comment\r\n\r\nA=1\r\n  # B=2\r\nC='3'\r\nNAMED_ONLY\r\nD=4", name -> null))
                .isEqualTo(Map.of("A", "1", "C", "3", "D", "4"));
    }

    @Test
    void theProcessCountsMoreThanTheFile() {
        assertThat(EnvFile.parse("A=file\nB=$A-${A}", name -> name.equals("A") ? "process" : null))
                .containsEntry("B", "process-process");
    }

    @ParameterizedTest
    @CsvSource({
        "'A=1\nB=\"open\nC=3', line 2 of .env has a quote that is not closed",
        "'A=1\n\n=hush', line 3 of .env does not begin with a name",
        "'hush hush', line 1 of .env has no = behind its name",
        "'A=\"x\" hush', line 1 of .env goes on behind the closing quote",
        "'A=${SHOP:?}', line 1 of .env needs the variable SHOP"
    })
    void whatIsNotUnderstoodIsNamedByItsLineAndNotRepeated(String text, String reason) {
        assertThatThrownBy(() -> EnvFile.parse(text, name -> null))
                .hasMessageContaining(reason)
                .hasMessageNotContaining("hush");
    }
}
