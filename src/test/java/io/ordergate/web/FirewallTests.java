package io.ordergate.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.web.server.firewall.StrictServerWebExchangeFirewall;

class FirewallTests {

    private static final Predicate<String> USUAL = StrictServerWebExchangeFirewall.ALLOWED_HEADER_VALUES;

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "application/json",
                "a\tb",
                "\u0000",
                "a\rb",
                "a\nb",
                "\u007f",
                "\u0085",
                "\uffff",
                "ঢাকা",
                "é"
            })
    void theShortWayAllowsWhatTheUsualRuleAllows(String text) {
        assertThat(FirewallConfiguration.plainOr(USUAL).test(text)).isEqualTo(USUAL.test(text));
    }

    @Test
    void everyCharacterIsJudgedAsByTheUsualRule() {
        for (var character = 0; character <= Character.MAX_VALUE; character++) {
            var text = "x" + (char) character;
            assertThat(FirewallConfiguration.plainOr(USUAL).test(text))
                    .as("U+%04X", character)
                    .isEqualTo(USUAL.test(text));
        }
    }
}
