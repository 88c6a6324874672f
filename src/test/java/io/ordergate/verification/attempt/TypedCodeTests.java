package io.ordergate.verification.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ordergate.support.Failure;
import io.ordergate.support.ProblemCode;
import io.ordergate.support.secret.Sensitive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypedCodeTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "217855",
                "২১৭৮৫৫",
                "२१७८५५",
                "٢١٧٨٥٥",
                "২১৭855",
                "２１７８５５",
                " 217 855 ",
                "217-855",
                "2 1 7 8 5 5",
                "217.855",
                "217\u00b7855",
                "217\u2013855",
                "217\u2212855",
                "217\u00a0855",
                "217\u202f855",
                "217\u3000855",
                "217855\r\n",
                "\t217855\u2028",
                "\u202a217855\u202c",
                "\u2067217855\u2069",
                "\u200f217\u200b855\u200e",
                "\ufeff217855",
                "217\u00ad855",
                "217\u2060855",
                "217\u3164855",
                "2\ufe0f\u20e31\ufe0f\u20e37\ufe0f\u20e38\ufe0f\u20e35\ufe0f\u20e35\ufe0f\u20e3",
                "217855\u0000"
            })
    void readsTheDigitsOfAnyScriptAndNothingElse(String text) {
        assertThat(TypedCode.of("otp", Sensitive.of(text)).digits().value()).isEqualTo("217855");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "---",
                "217",
                "21785521785",
                "G-217855",
                "+217855",
                "217855a",
                "217,855",
                "2I7855",
                "½17855",
                "217/855",
                "\ud800",
                "²17855",
                "#217855",
                "@host #217855",
                "<#> 217855"
            })
    void refusesAnythingElseByItsField(String text) {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> TypedCode.of("otp", Sensitive.of(text)))
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo(ProblemCode.INVALID_REQUEST);
                    assertThat(failure.errors()).singleElement().satisfies(error -> assertThat(error.field())
                            .isEqualTo("otp"));
                });
    }

    @Test
    void showsNobodyTheCode() {
        assertThat(TypedCode.of("otp", Sensitive.of("217855")).toString()).doesNotContain("217855");
    }
}
