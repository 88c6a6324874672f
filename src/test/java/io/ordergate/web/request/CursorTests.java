package io.ordergate.web.request;

import static io.ordergate.support.Refusals.wrongFields;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTests {

    private static final UUID ID = UUID.fromString("019cebaf-07b2-7a10-9d55-3e0f6b7c2188");
    private static final Instant AT = Instant.parse("2026-03-14T09:30:42.482913Z");

    @Test
    void comesBackAsItWent() {
        assertThat(Cursor.parse(Cursor.of(ID).word()).id()).isEqualTo(ID);
        var parsed = Cursor.parse(Cursor.of(AT, 1041).word());
        assertThat(parsed.at()).isEqualTo(AT);
        assertThat(parsed.number()).isEqualTo(1041);
        assertThat(Cursor.of(AT, 1041).word()).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void isGoodForListsOfItsKindOnly() {
        assertThat(wrongFields(() -> Cursor.of(ID).at())).containsExactly("cursor");
        assertThat(wrongFields(() -> Cursor.of(ID).number())).containsExactly("cursor");
        assertThat(wrongFields(() -> Cursor.of(AT, 1).id())).containsExactly("cursor");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "AgAGTPijthLhAAAAAAAABBE=", "AgAGTPijthLhAAAAAAAABBEA", "AgAGTPijthLhAAAAAAAABBF", "%%%"})
    void nothingElseIsTaken(String word) {
        assertThat(wrongFields(() -> Cursor.parse(word))).containsExactly("cursor");
    }

    @Test
    void onlyAPageWithMoreBehindItHasANextOne() {
        var request = new PageRequest(2, null);
        assertThat(Page.of(List.of(ID), request, Cursor::of).nextCursor()).isNull();
        assertThat(Page.of(List.of(ID, ID), request, Cursor::of).nextCursor()).isNull();
        var page = Page.of(List.of(ID, ID, ID), request, Cursor::of).map(UUID::toString);
        assertThat(page.items()).containsExactly(ID.toString(), ID.toString());
        assertThat(page.nextCursor()).isEqualTo(Cursor.of(ID).word());
    }
}
