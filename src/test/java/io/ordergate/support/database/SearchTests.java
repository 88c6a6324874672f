package io.ordergate.support.database;

import static io.ordergate.support.Refusals.wrongFields;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTests {

    @Test
    void aTextIsFoundAnywhere() {
        assertThat(Search.of("lal").values().values()).containsExactly("%lal%");
        assertThat(Search.of("9 volume").values().values()).containsExactly("%9 volume%");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab", "李明", "7%", "🚲🚲"})
    void twoCharactersAreFoundWhereAWordBegins(String typed) {
        var text = typed.replace("%", "\\%");
        assertThat(Search.of(typed).values().values()).containsExactly(text + "%", "% " + text + "%");
    }

    @Test
    void nothingIsAWildcard() {
        assertThat(Search.of("100%_\\").values().values()).containsExactly("%100\\%\\_\\\\%");
    }

    @Test
    void eitherOfTwoTexts() {
        var either = Search.of("lalsalu").or(Search.of("gora")).or(Search.of("gora"));
        assertThat(either.values()).containsEntry("like_1", "%lalsalu%").containsEntry("like_2", "%gora%");
        assertThat(either.matches("w")).isEqualTo("(w like lower(:like_1) or w like lower(:like_2))");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "a", "🚲", "abc\u0000"})
    void tooLittleOrUnreadableIsRefused(String typed) {
        assertThat(wrongFields(() -> Search.of(typed))).containsExactly("q");
    }

    @Test
    void tooMuchIsRefused() {
        assertThat(wrongFields(() -> Search.of("x".repeat(101)))).containsExactly("q");
        assertThat(Search.of("🚲".repeat(100))
                        .values()
                        .values()
                        .iterator()
                        .next()
                        .toString())
                .hasSize(202);
    }

    @Test
    void theTextIsNotPrinted() {
        assertThat(Search.of("Rahim")).hasToString("Search[hidden]");
    }
}
