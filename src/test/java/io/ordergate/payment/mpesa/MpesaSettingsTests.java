package io.ordergate.payment.mpesa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Settings of M-Pesa, as an operator writes them. */
class MpesaSettingsTests {

    @Test
    void aShortSecretOfCallbacksStopsTheStart() {
        assertThatThrownBy(() -> settings(Map.of("callback-secret", "short")))
                .hasRootCauseMessage("MPESA_CALLBACK_SECRET needs at least 16 characters");
    }

    @Test
    void withoutAllSettingsNothingIsOffered() {
        assertThat(settings(Map.of("consumer-key", "k")).isComplete()).isFalse();
        assertThat(settings(Map.of("initiator", "i")).reverses()).isFalse();
    }

    private static MpesaSettings settings(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("", MpesaSettings.class);
    }
}
