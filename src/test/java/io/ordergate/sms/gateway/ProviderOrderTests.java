package io.ordergate.sms.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderOrderTests {

    @Test
    void withoutRoutesEveryCountryHasTheSameOrder() {
        var order = ProviderOrder.of("", List.of("a", "b"));
        assertThat(order.of("BD")).containsExactly("a", "b");
        assertThat(order.names()).containsExactly("a", "b");
    }

    @Test
    void aCountryIsAskedForByItsRoute() {
        var order = ProviderOrder.of(" bd : infobip , twilio ;KE:africastalking;", List.of("console"));
        assertThat(order.of("BD")).containsExactly("infobip", "twilio");
        assertThat(order.of("KE")).containsExactly("africastalking");
        assertThat(order.of("FR")).containsExactly("console");
        assertThat(order.names()).containsExactly("africastalking", "console", "infobip", "twilio");
    }

    @Test
    void aRouteForAllOthersStandsInForTheList() {
        var order = ProviderOrder.of("KE:africastalking;*:twilio", List.of("console"));
        assertThat(order.of("FR")).containsExactly("twilio");
        assertThat(order.names()).containsExactly("africastalking", "twilio");
    }

    @ParameterizedTest
    @ValueSource(strings = {"BD", ":twilio", "BD:", "BD:twilio,", "BD:twilio;BD:infobip", "BD:twilio;bd:infobip"})
    void nonsenseIsRefusedByName(String routes) {
        assertThatIllegalStateException()
                .isThrownBy(() -> ProviderOrder.of(routes, List.of("console")))
                .withMessageContaining("SMS_ROUTES");
    }
}
