package io.ordergate.sms.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodeModeTests {

    @ParameterizedTest
    @CsvSource({
        "'', infobip, true, true",
        "'', infobip, false, false",
        "'', 'infobip,twilio', true, false",
        "'', console, true, false",
        "derived, infobip, true, false",
        "MANAGED, twilio, false, true"
    })
    void theOldBookShopsSettingsMeanCodesOfInfobip(String mode, String providers, boolean template, boolean managed) {
        assertThat(CodeMode.isManaged(mode, List.of(providers.split(",", -1)), template ? Set.of("infobip") : Set.of()))
                .isEqualTo(managed);
    }

    @Test
    void nothingElseIsUnderstood() {
        assertThatIllegalStateException()
                .isThrownBy(() -> CodeMode.isManaged("manged", List.of("twilio"), Set.of()))
                .withMessageContaining("OTP_MODE");
    }
}
