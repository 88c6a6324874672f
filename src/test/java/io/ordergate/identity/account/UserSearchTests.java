package io.ordergate.identity.account;

import static io.ordergate.support.Refusals.wrongFields;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.support.database.Search;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserSearchTests {

    @ParameterizedTest
    @CsvSource({
        "01711-000 001, 1711000001",
        "+880 1711 000001, 8801711000001",
        "008801711000001, 8801711000001",
        "(017) 11.000/001, 1711000001",
        "০১৭১১০০০০০১, 1711000001",
        "000, 000",
    })
    void whatLooksLikeAPhoneIsLookedUpByItsDigits(String typed, String digits) {
        assertThat(UserSearch.of(typed).values().values()).contains('%' + typed + '%', '%' + digits + '%');
    }

    @ParameterizedTest
    @ValueSource(strings = {"rahman", "r2@example.com", "7th street", "--/--", "1."})
    void whatDoesNotIsLookedUpAsItIs(String typed) {
        assertThat(UserSearch.of(typed)).isEqualTo(Search.of(typed));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"a", "a\u0000b"})
    void tooLittleOrUnreadableIsRefused(String typed) {
        assertThat(wrongFields(() -> UserSearch.of(typed))).containsExactly("q");
    }
}
