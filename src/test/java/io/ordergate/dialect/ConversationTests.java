package io.ordergate.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Accounts;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.ClassPathResource;
import org.springframework.test.context.TestPropertySource;

/** Clients of the five replaced services get the answers that they know. */
@IntegrationTest
@TestPropertySource(properties = "ordergate.otp.resend-wait=0s")
class ConversationTests {

    @Autowired
    private Api api;

    @Autowired
    private Accounts accounts;

    @ParameterizedTest
    @ValueSource(strings = {"bookshop", "phonelogin", "customerorders", "commerce", "orderapi"})
    void theOldClientsAreUnderstood(String service) throws IOException {
        var text = new ClassPathResource("dialects/" + service + ".txt").getContentAsString(StandardCharsets.UTF_8);
        assertThat(new Conversation(api, known()).replay(text)).isGreaterThan(5);
    }

    private Map<String, String> known() {
        var phone = Api.somePhone();
        var national =
                "202456" + String.format("%04d", ThreadLocalRandom.current().nextInt(10_000));
        var known = new HashMap<String, String>();
        known.put("phone", phone);
        known.put("phone_digits", phone.substring(1));
        known.put("national", national);
        known.put("american", "+1" + national);
        known.put("email", UUID.randomUUID() + "@example.com");
        known.put("admin", accounts.admin());
        known.put("vendor", accounts.vendor());
        known.put("stranger", accounts.customer());
        return known;
    }
}
