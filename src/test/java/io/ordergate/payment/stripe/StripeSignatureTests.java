package io.ordergate.payment.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.exception.SignatureVerificationException;
import com.stripe.net.Webhook;
import io.ordergate.payment.FakeStripe;
import io.ordergate.support.secret.Sensitive;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stripe's own client is the witness. */
class StripeSignatureTests {

    private static final String BODY = "{\"id\":\"evt_1\",\"object\":\"event\"}";
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    @Test
    void aSignatureThatWasComputedElsewhereMatches() {
        var header = "t=1700000000,v1=4c15fb2a43f93ef61eaa3e0893866d57cad9cad4223242cfb96f362480cb4021";
        assertThat(matches(header, NOW, "whsec_test")).isTrue();
        assertThat(matches(header, NOW, "whsec_other")).isFalse();
        assertThat(matches(header.replace("1700000000", "1700000001"), NOW, "whsec_test"))
                .isFalse();
    }

    @Test
    void whatStripesClientAcceptsIsAcceptedAndNothingElse() throws Exception {
        var genuine = FakeStripe.signature(BODY, NOW, "whsec_test");
        var rotating = FakeStripe.signature(BODY, NOW, "whsec_other", "whsec_test");
        for (var header : List.of(
                genuine,
                rotating,
                genuine.replace("v1=", "v1=0"),
                genuine.replace("v1=", "v2="),
                genuine.replace("t=", "x="),
                genuine.toUpperCase(java.util.Locale.ROOT),
                "t=1700000000",
                "t=1700000000,v1=",
                "v1=" + "0".repeat(64),
                "")) {
            assertThat(matches(header, NOW, "whsec_test")).as(header).isEqualTo(accepts(header));
        }
        assertThat(accepts(rotating)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0, true", "299, true", "300, true", "301, false", "-300, true", "-301, false"})
    void theTimeMayNotBeFarAway(long seconds, boolean accepted) {
        var header = FakeStripe.signature(BODY, NOW.minusSeconds(seconds), "whsec_test");
        assertThat(matches(header, NOW, "whsec_test")).isEqualTo(accepted);
    }

    @Test
    void eachSecretIsHonouredAndNoneWithoutOne() {
        var header = FakeStripe.signature(BODY, NOW, "whsec_before");
        assertThat(matches(header, NOW, "whsec_now", "whsec_before")).isTrue();
        assertThat(matches(header, NOW)).isFalse();
        assertThat(matches("t=99999999999999999999,v1=00", NOW, "whsec_now")).isFalse();
    }

    private static boolean accepts(String header) throws Exception {
        try {
            return Webhook.Signature.verifyHeader(BODY, header, "whsec_test", 0);
        } catch (SignatureVerificationException refused) {
            return false;
        }
    }

    private static boolean matches(String header, Instant now, String... secrets) {
        return new StripeSignature(Stream.of(secrets).map(Sensitive::of).toList(), Duration.ofMinutes(5))
                .matches(BODY.getBytes(StandardCharsets.UTF_8), header, now);
    }
}
