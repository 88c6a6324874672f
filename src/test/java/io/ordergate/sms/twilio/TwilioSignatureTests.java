package io.ordergate.sms.twilio;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.support.secret.Sensitive;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With the vectors of Twilio's own library. */
class TwilioSignatureTests {

    private static final Map<String, String> CALL = Map.of(
            "Digits", "1234",
            "CallSid", "CA1234567890ABCDE",
            "To", "+18005551212",
            "Caller", "+14158675309",
            "From", "+14158675309");

    private final TwilioSignature signature = new TwilioSignature(Sensitive.of("12345"));

    @ParameterizedTest
    @CsvSource({
        "https://mycompany.com/myapp.php?foo=1&bar=2, RSOYDt4T1cUTdK1PDd93/VVr8B8=",
        "https://mycompany.com:443/myapp.php?foo=1&bar=2, kvajT1Ptam85bY51eRf/AJRuM3w=",
        "http://mycompany.com:80/myapp.php?foo=1&bar=2, 0ZXoZLH/DfblKGATFgpif+LLRf4="
    })
    void isThatOfTwilio(String url, String expected) {
        assertThat(signature.of(url, CALL)).isEqualTo(expected);
        assertThat(signature.matches(expected, url, CALL)).isTrue();
    }

    @Test
    void withoutParametersTheUrlIsSigned() {
        assertThat(signature.of("https://mycompany.com/myapp.php?foo=1&bar=2", Map.of()))
                .isEqualTo("zYQTYrRWXE7LtzbG4PfP7/bkkGo=");
    }

    @Test
    void theDefaultPortMayBeThereOrNot() {
        assertThat(signature.matches(
                        "kvajT1Ptam85bY51eRf/AJRuM3w=", "https://mycompany.com/myapp.php?foo=1&bar=2", CALL))
                .isTrue();
        assertThat(signature.matches(
                        "RSOYDt4T1cUTdK1PDd93/VVr8B8=", "https://mycompany.com:443/myapp.php?foo=1&bar=2", CALL))
                .isTrue();
    }

    @Test
    void anyOtherIsNot() {
        var url = "https://mycompany.com/myapp.php?foo=1&bar=2";
        assertThat(signature.matches("", url, CALL)).isFalse();
        assertThat(signature.matches("RSOYDt4T1cUTdK1PDd93/VVr8B8=", url + "&x=1", CALL))
                .isFalse();
        assertThat(signature.matches("RSOYDt4T1cUTdK1PDd93/VVr8B8=", url, Map.of("Digits", "1235")))
                .isFalse();
        assertThat(new TwilioSignature(Sensitive.of("other")).matches("RSOYDt4T1cUTdK1PDd93/VVr8B8=", url, CALL))
                .isFalse();
    }

    @Test
    void withoutATokenNothingMatches() {
        var none = new TwilioSignature(Sensitive.of(""));
        assertThat(none.matches("", "https://mycompany.com/", Map.of())).isFalse();
        assertThat(signature.toString()).doesNotContain("12345");
    }
}
