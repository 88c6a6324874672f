package io.ordergate.verification;

import static io.ordergate.testing.Api.someOrder;
import static io.ordergate.testing.Api.somePhone;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordergate.testing.Answer;
import io.ordergate.testing.Api;
import io.ordergate.testing.IntegrationTest;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** Repeats that send no text do not cost the texts that an address may have sent; with the limits of production. */
@IntegrationTest
@TestPropertySource(
        properties = {
            "ordergate.web.trusted-proxies=127.0.0.1",
            "ordergate.rate-limit.store=memory",
            "ordergate.otp.resend-wait=10m", // no repeat comes so late that it is sent a text
            "ordergate.rate-limit.otp-address=30/1h",
            "ordergate.rate-limit.status-address=120/1m"
        })
class UnsentRepeatTests {

    @Autowired
    private Api api;

    private final String phone = somePhone();

    @ParameterizedTest
    @ValueSource(strings = {"", "with a key"})
    void repeatsLeaveTheAddressItsTexts(String kind) {
        var address = kind.isEmpty() ? "203.0.113.77" : "203.0.113.78";
        var key = kind.isEmpty() ? null : "order-" + UUID.randomUUID();
        var order = someOrder(phone);
        for (var call = 0; call < 50; call++) {
            assertThat(initiate(order, address, key).status()).isEqualTo(202);
        }
        assertThat(api.texts(phone)).hasSize(1);
        assertThat(initiate(someOrder(somePhone()), address, null).status()).isEqualTo(202);
    }

    @Test
    void aFloodOfRepeatsIsRefused() {
        var order = someOrder(phone);
        var granted = 0;
        for (var call = 0; call < 400; call++) {
            granted += initiate(order, "203.0.113.79", null).status() == 202 ? 1 : 0;
        }
        assertThat(granted).isBetween(50, 270);
        assertThat(api.texts(phone)).hasSize(1);
    }

    private Answer initiate(Map<String, Object> order, String address, @Nullable String key) {
        return api.post("/api/v1/orders/initiate", order, headers -> {
            headers.set("X-Forwarded-For", address);
            if (key != null) {
                headers.set("Idempotency-Key", key);
            }
        });
    }
}
