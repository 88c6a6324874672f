package io.ordergate.support.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebhookSignatureTests {

    private static final byte[] SECRET = Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final long TIME = 1614265330;
    private static final String BODY = "{\"test\": 2432232314}";

    /** The example of the Standard Webhooks specification. */
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    @Test
    void isTheOneOfTheSpecification() {
        assertThat(WebhookSignature.of(List.of(SECRET), ID, TIME, BODY)).isEqualTo(SIGNATURE);
    }

    @Test
    void isThereForEachSecret() {
        var both = WebhookSignature.of(List.of(new byte[] {1, 2, 3}, SECRET), ID, TIME, BODY);
        assertThat(List.of(both.split(" ", -1))).hasSize(2).last().isEqualTo(SIGNATURE);
        assertThat(both).startsWith("v1,");
    }
}
